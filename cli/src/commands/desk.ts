import { deskConfig } from '@tapwell/kiosk/desk/config';
import type { Command } from 'commander';
import { partLog } from '../log.ts';
import { staffPassword } from '../password.ts';
import { runPart } from '../run-part.ts';
import { readSettings, settingsCommand } from '../settings.ts';

export function deskCommand(): Command {
  return settingsCommand('desk', deskConfig)
    .description(
      "let a link worker's workspace use the card reader of this computer (asks for the password, or TAPWELL_PASSWORD)",
    )
    .action((flags) => runPart(() => start(flags)));
}

async function start(flags: Record<string, unknown>): Promise<{ url: string; stop(): Promise<void> }> {
  const { central, username, reader: spec } = readSettings(deskConfig, flags);
  const { openReader, signIn, startDesk } = await import('@tapwell/kiosk/desk/main');
  const log = partLog('desk');
  const reader = openReader(spec, (message, detail) => log.info(detail ?? {}, message));
  const session = await signIn(central, username, await staffPassword(username));
  const desk = startDesk(session, reader, {
    reader: ({ state, why }) => log.info({ why }, `reader ${state}`),
    progress: ({ step }) => log.info({ step }, 'card'),
    central: (away) => log[away ? 'warn' : 'info']({}, away ?? 'central reachable'),
  });
  return {
    url: session.central,
    stop: async () => {
      await desk.stop();
      await session.signOut();
    },
  };
}
