import type { Socket } from 'node:net';
import { Command } from 'commander';

/** Each command with its one line of help; its code is loaded only when it is asked for. */
const COMMANDS: Record<string, { about: string; load: () => Promise<Command> }> = {
  demo: {
    about: 'run everything together on this machine: simulator, kiosk, hub and central',
    load: async () => (await import('./commands/demo.ts')).demoCommand(),
  },
  central: {
    about: 'run the central record',
    load: async () => (await import('./commands/central.ts')).centralCommand(),
  },
  hub: { about: 'run a venue hub', load: async () => (await import('./commands/hub.ts')).hubCommand() },
  kiosk: {
    about: 'run a kiosk: a card reader and the patient screen',
    load: async () => (await import('./commands/kiosk.ts')).kioskCommand(),
  },
  card: {
    about: "issue, replace, block and reset patients' cards; say what a card is",
    load: async () => (await import('./commands/card.ts')).cardCommand(),
  },
  desk: {
    about: "let a link worker's workspace use this computer's card reader",
    load: async () => (await import('./commands/desk.ts')).deskCommand(),
  },
  keys: {
    about: "make, rotate and show central's card keys",
    load: async () => (await import('./commands/keys.ts')).keysCommand(),
  },
  audit: {
    about: "check central's log of who did what",
    load: async () => (await import('./commands/audit.ts')).auditCommand(),
  },
  scheme: {
    about: "check, show and change a scheme's policy",
    load: async () => (await import('./commands/scheme.ts')).schemeCommand(),
  },
  directory: {
    about: "take central's directory of activities out and in as Open Referral UK JSON",
    load: async () => (await import('./commands/directory.ts')).directoryCommand(),
  },
  readers: {
    about: 'list the card readers of this machine and say what is wrong with them',
    load: async () => (await import('./commands/readers.ts')).readersCommand(),
  },
  sim: {
    about: 'simulated smart cards and card readers',
    load: async () => (await import('@tapwell/firmware-sim/command')).simCommand(),
  },
  tap: {
    about: "present a virtual card to the running demo's reader",
    load: async () => (await import('./commands/tap.ts')).tapCommand(),
  },
};

async function main(): Promise<void> {
  if (process.env.TAPWELL_STOP_WITH_STDIN) stopWithStdin();
  const program = new Command('tapwell')
    .description('Tapwell: card check-in and attendance for social prescribing')
    .version('0.1.0')
    .enablePositionalOptions();
  const asked = process.argv.slice(2).find((word) => word in COMMANDS);
  for (const [name, { about, load }] of Object.entries(COMMANDS)) {
    program.addCommand(name === asked ? await load() : new Command(name).description(about));
  }
  await program.parseAsync();
}

/** A part of the demo stops in good order when the demo is gone, even killed: its pipe to us closes. */
function stopWithStdin(): void {
  process.stdin.resume().once('end', () => process.kill(process.pid, 'SIGTERM'));
  // Listening to it is no reason to go on living.
  (process.stdin as Socket).unref();
  // The parts we start are not tied to this pipe.
  delete process.env.TAPWELL_STOP_WITH_STDIN;
}

main().catch((error: unknown) => {
  // A sentence for the person at the keyboard; the stack only for who asks for it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.TAPWELL_LOG_LEVEL === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
