import type { Command } from 'commander';
import { hub, type InData, inData } from './in-data.ts';

/** `tapwell hub check`: the self-test, in words. */
export function checkCommand(): Command {
  return inData('check', 'look whether all is well, whether the hub runs or not; ends with 1 when there is a fault')
    .option('--central <url>', 'address of central; by default where the hub last called it')
    .action(async ({ data, central }: InData & { central?: string }) => {
      const { checkHub } = await hub();
      const findings = await checkHub(data, central);
      for (const { level, what } of findings) process.stdout.write(`${level.padEnd(11)}${what}\n`);
      if (findings.some(({ level }) => level === 'fault')) process.exitCode = 1;
    });
}
