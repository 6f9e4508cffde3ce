import { hubConfig } from '@tapwell/hub/config';
import type { Command } from 'commander';
import { readSettings } from '../../settings.ts';
import { hub, type InData, inData, inStore } from './in-data.ts';

/** `tapwell hub purge`: what the running hub does by itself every day, now. */
export function purgeCommand(): Command {
  return inData('purge', 'remove now what is older than the hub may keep; a running hub does so by itself every day')
    .option('--keep-days <value>', 'days for which taps and visits stay here once central has them [TAPWELL_KEEP_DAYS]')
    .action(async (flags: InData & { keepDays?: string }) => {
      const { purge } = await hub();
      const { data, keepDays } = readSettings(hubConfig.pick({ data: true, keepDays: true }), { ...flags });
      const purged = Object.entries(await inStore(data, (db) => purge(db, keepDays, new Date())));
      const words = purged.map(([table, rows]) => `${table.replaceAll('_', ' ')}: ${rows}`);
      process.stdout.write(`${words.join('\n') || 'There was nothing to remove.'}\n`);
    });
}
