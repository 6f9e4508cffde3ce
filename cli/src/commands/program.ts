import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { addressOf, inData } from './central.ts';

const central = () => import('@tapwell/central/main');
const SCOPES = ['read', 'audit', 'write-all'] as const;

interface Add {
  data: string;
  database?: string;
  key: string;
  scopes: (typeof SCOPES)[number][];
  scheme?: string;
}

/** Programs that use the FHIR API; see docs/fhir.md. */
export function programCommand(): Command {
  return new Command('program').description('programs that use the FHIR API').addCommand(
    inData('add', 'let a program in by its public key, and print its client id')
      .argument('<name>', 'as it stands in the access log')
      .requiredOption('--key <file>', 'its public key (P-384): PEM, a JWK or a JWKS')
      .addOption(new Option('--scopes <list...>', 'what it may do').choices(SCOPES).default(['read']))
      .option('--scheme <id>', 'the only scheme whose patients it may read')
      .action(async (name: string, { data, database, key, scopes, scheme }: Add) => {
        const { openCentralStore, readProgramKey, registerProgram } = await central();
        const program = { name, key: readProgramKey(readFileSync(key, 'utf8')), scopes, schemeId: scheme ?? null };
        const db = await openCentralStore(data, addressOf(database));
        try {
          process.stdout.write(`${await registerProgram(db, program, new Date())}\n`);
        } finally {
          await db.destroy();
        }
      }),
  );
}
