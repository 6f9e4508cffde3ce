import { simCommand } from '@tapwell/firmware-sim/command';
import { Command } from 'commander';
import { centralCommand } from './commands/central.ts';
import { demoCommand } from './commands/demo.ts';
import { hubCommand } from './commands/hub.ts';
import { kioskCommand } from './commands/kiosk.ts';
import { tapCommand } from './commands/tap.ts';

const program = new Command('tapwell')
  .description('Tapwell: card check-in and attendance for social prescribing')
  .version('0.1.0')
  .addCommand(demoCommand())
  .addCommand(centralCommand())
  .addCommand(hubCommand())
  .addCommand(kioskCommand())
  .addCommand(simCommand())
  .addCommand(tapCommand());

program.parseAsync().catch((error: unknown) => {
  // A sentence for the person at the keyboard; the stack only for who asks for it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.TAPWELL_LOG_LEVEL === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
