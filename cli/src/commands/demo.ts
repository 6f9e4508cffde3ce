import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_DATA } from '../demo/demo-file.ts';
import { greeting } from '../demo/greeting.ts';
import { startDemo } from '../demo/start-demo.ts';

export function demoCommand(): Command {
  return new Command('demo')
    .description('run everything together on this machine: simulator, kiosk, hub and central')
    .option('--data <dir>', 'folder that holds all state', DEFAULT_DATA)
    .option('--port <number>', 'first of four ports', portNumber, 4100)
    .addOption(new Option('--reader <kind>', 'how the kiosk reads cards').choices(['serial', 'pcsc']).default('serial'))
    .action(async (options: { data: string; port: number; reader: 'serial' | 'pcsc' }) => {
      const asked = new Promise<void>((stop) => {
        process.once('SIGINT', stop).once('SIGTERM', stop);
      });
      const demo = await startDemo({ ...options, data: resolve(options.data) });
      process.stdout.write(greeting(demo.file(), resolve(options.data)));
      await asked;
      await demo.stop();
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_532) throw new InvalidArgumentError('a port from 1 to 65532');
  return port;
}
