import { hubConfig } from '@tapwell/hub/config';
import type { Command } from 'commander';
import { partLog } from '../log.ts';
import { runPart } from '../run-part.ts';
import { readSettings, settingsCommand } from '../settings.ts';
import { backupCommands } from './hub/backup.ts';
import { checkCommand } from './hub/check.ts';
import { hub } from './hub/in-data.ts';
import { kioskCommands } from './hub/kiosks.ts';
import { purgeCommand } from './hub/purge.ts';

export function hubCommand(): Command {
  const command = settingsCommand('hub', hubConfig, ['metricsToken'])
    .description('run a venue hub (TAPWELL_METRICS_TOKEN lets a Prometheus on another machine read its metrics)')
    .action((flags) => runPart(async () => (await hub()).startHub(readSettings(hubConfig, flags), partLog('hub'))));
  for (const each of [...kioskCommands(), checkCommand(), ...backupCommands(), purgeCommand()]) {
    command.addCommand(each);
  }
  return command;
}
