import { kioskConfig, startKiosk } from '@tapwell/kiosk/main';
import type { Command } from 'commander';
import { partLog, runPart } from '../run-part.ts';
import { readSettings, settingsCommand } from '../settings.ts';

export function kioskCommand(): Command {
  return settingsCommand('kiosk', kioskConfig)
    .description('run a kiosk: a card reader and the patient screen')
    .action((flags) => runPart(() => startKiosk(readSettings(kioskConfig, flags), partLog('kiosk'))));
}
