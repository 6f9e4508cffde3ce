import { kioskConfig } from '@tapwell/kiosk/config';
import type { Command } from 'commander';
import { partLog } from '../log.ts';
import { runPart } from '../run-part.ts';
import { readSettings, settingsCommand } from '../settings.ts';

export function kioskCommand(): Command {
  return settingsCommand('kiosk', kioskConfig)
    .description('run a kiosk: a card reader and the patient screen')
    .action((flags) =>
      runPart(async () =>
        (await import('@tapwell/kiosk/main')).startKiosk(readSettings(kioskConfig, flags), partLog('kiosk')),
      ),
    );
}
