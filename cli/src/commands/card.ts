import { deskConfig } from '@tapwell/kiosk/desk/config';
import type { CentralSession } from '@tapwell/kiosk/desk/main';
import { cardView, type DeskTaskInput, type TaskEnd } from '@tapwell/shared/desk/wire';
import { Command } from 'commander';
import { z } from 'zod';
import { staffPassword } from '../password.ts';
import { readSettings, settingsCommand } from '../settings.ts';
import { cardReadCommand } from './card-read.ts';

const desk = () => import('@tapwell/kiosk/desk/main');
const withoutReader = deskConfig.omit({ reader: true });
const RANDOM_ID = 'let the card show another number each time, so that nobody can follow it about; for ever';

export function cardCommand(): Command {
  const onReader = (name: string, about: string) => settingsCommand(name, deskConfig).description(about);
  const atCentral = (name: string, about: string) => settingsCommand(name, withoutReader).description(about);
  return new Command('card')
    .description("patients' cards (as a signed-in link worker; the password is asked for, or TAPWELL_PASSWORD)")
    .enablePositionalOptions()
    .addCommand(cardReadCommand())
    .addCommand(
      onReader('issue', "make a blank card a patient's")
        .requiredOption('--patient <id>', 'whose card it becomes')
        .option('--random-id', RANDOM_ID)
        .action(({ patient, randomId = false, ...flags }) =>
          withCard({ do: 'issue', patientId: patient, randomId }, flags),
        ),
    )
    .addCommand(
      onReader('replace', 'make a blank card take the place of another, which is blocked at once')
        .requiredOption('--card <id>', 'the old card, as "list" names it')
        .option('--random-id', RANDOM_ID)
        .action(({ card, randomId = false, ...flags }) => withCard({ do: 'replace', cardId: card, randomId }, flags)),
    )
    .addCommand(
      onReader('register', 'register a card a patient has already, by its number (low assurance)')
        .requiredOption('--patient <id>', 'whose card it is')
        .action(({ patient, ...flags }) => withCard({ do: 'register', patientId: patient }, flags)),
    )
    .addCommand(
      onReader('reset', 'empty a card of ours, so that it can be issued again').action((flags) =>
        withCard({ do: 'reset' }, flags),
      ),
    )
    .addCommand(change(atCentral('block', 'stop a card from working'), 'block', 'The card is blocked.'))
    .addCommand(
      change(atCentral('unblock', 'let a blocked or lost card work again'), 'unblock', 'The card works again.'),
    )
    .addCommand(change(atCentral('lost', 'note a card as lost, which stops it'), 'lost', 'The card is noted as lost.'))
    .addCommand(
      atCentral('list', "list a patient's cards")
        .requiredOption('--patient <id>', 'whose cards')
        .action(({ patient, ...flags }) =>
          signedIn(flags, async (session) => {
            const answer = await session.call(`/api/patients/${encodeURIComponent(patient)}/cards`);
            const { cards } = z.object({ cards: z.array(cardView) }).parse(answer);
            for (const { id, profile, state, since } of cards) say(`${id}  ${profile}  ${state} since ${since}`);
          }),
        ),
    );
}

function change(command: Command, path: string, words: string): Command {
  return command.requiredOption('--card <id>', 'which card, as "list" names it').action(({ card, ...flags }) =>
    signedIn(flags, async (session) => {
      await session.call(`/api/cards/${encodeURIComponent(card)}/${path}`, {});
      say(words);
    }),
  );
}

/** Signs in, does the work, and signs out. */
async function signedIn(
  flags: Record<string, unknown>,
  work: (session: CentralSession) => Promise<void>,
): Promise<void> {
  const { central, username } = readSettings(withoutReader, flags);
  const { signIn } = await desk();
  const session = await signIn(central, username, await staffPassword(username));
  try {
    await work(session);
  } finally {
    await session.signOut();
  }
}

/** @throws Error in words when the card was not made */
async function withCard(task: DeskTaskInput, flags: Record<string, unknown>): Promise<void> {
  const { reader: spec, ...account } = readSettings(deskConfig, flags);
  const { openReader, startDesk } = await desk();
  const reader = openReader(spec);
  await signedIn(account, async (session) => {
    let said = '';
    const once = (words: string) => {
      if (words !== said) say(words);
      said = words;
    };
    const running = startDesk(session, reader, {
      reader: ({ why }) => why && once(why),
      progress: ({ step, words }) => step !== 'done' && step !== 'refused' && once(words),
      central: (away) => away && once(away),
    });
    let interrupt = () => {};
    const interrupted = new Promise<never>((_, reject) => {
      interrupt = () => reject(new Error('Stopped.'));
      process.once('SIGINT', interrupt);
    });
    try {
      const end: TaskEnd = await Promise.race([running.run(task), interrupted]);
      if (end.step === 'refused') throw new Error(end.words);
      say(end.cardId ? `${end.words} Its id is ${end.cardId}.` : end.words);
    } finally {
      process.off('SIGINT', interrupt);
      await running.stop();
    }
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
