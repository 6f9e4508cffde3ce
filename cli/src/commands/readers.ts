import { diagnoseReaders, type Finding } from '@tapwell/kiosk/reader/diagnose/diagnose';
import { Command } from 'commander';

export function readersCommand(): Command {
  return new Command('readers')
    .description(
      'list the card readers of this machine and say what is wrong with them. Sends a few bytes to each USB serial device, to ask whether it is a PN532. Ends with status 1 when no reader is ready.',
    )
    .option('--serial <path...>', 'look at these serial devices too')
    .option('--json', 'print the list as JSON')
    .action(async ({ serial, json }: { serial?: string[]; json?: true }) => {
      const found = await diagnoseReaders(serial);
      process.stdout.write(json ? `${JSON.stringify(found)}\n` : inWords(found));
      if (!found.some(({ state }) => state === 'ready')) process.exitCode = 1;
    });
}

const MARKS: Record<Finding['state'], string> = { ready: 'ready  ', trouble: 'trouble', other: 'other  ' };

/** The list for people: one paragraph each, with what to give `--reader`. */
export function inWords(found: readonly Finding[]): string {
  const paragraphs = found.map(({ state, name, says, spec }) => {
    const use = state === 'ready' ? `\n         --reader "${spec}"` : '';
    return `${MARKS[state]}  ${name}\n         ${says}${use}\n`;
  });
  const none = found.some(({ state }) => state === 'ready') ? '' : 'No card reader is ready on this machine.\n';
  return paragraphs.join('') + none;
}
