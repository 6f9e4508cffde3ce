import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CentralDb } from '@tapwell/central/main';
import { Command } from 'commander';
import { addressOf, inData, type Where } from './central.ts';

const central = () => import('@tapwell/central/main');

const WORDS = { new: 'new', changed: 'changed', same: 'as it is', 'left-out': 'left out' } as const;

/** The directory as a file, out of central's record and into it. */
export function directoryCommand(): Command {
  return new Command('directory')
    .description("central's directory of providers and activities, as Open Referral UK 3.0 (HSDS-UK) JSON")
    .addCommand(
      inData('export', 'write all that is offered to standard output').action(async (where: Where) => {
        await inRecord(where, async (db) => {
          const { exportDirectory } = await central();
          process.stdout.write(`${JSON.stringify(await exportDirectory(db, new Date()), null, 2)}\n`);
        });
      }),
    )
    .addCommand(
      inData('import', 'take services in from a file; prints what becomes of each')
        .argument('<file>', 'a list of services, a page of them, or what "export" wrote')
        .option('--area <area>', 'for services in none of our areas (otherwise they are left out)')
        .option('--look', 'only print what would be done')
        .action(async (file: string, { area, look, ...where }: Where & { area?: string; look?: true }) => {
          const sent = { text: readFileSync(file, 'utf8'), area: area ?? null };
          await inRecord(where, async (db) => {
            const { previewImport, importDirectory } = await central();
            const { hash, rows, lines } = await previewImport(db, sent, new Date());
            for (const { line, name, is, fields, notes } of lines) {
              const more = [...fields, ...notes].join(', ');
              process.stdout.write(`${line}  ${WORDS[is]}  ${name}${more && `: ${more}`}\n`);
            }
            if (look) return;
            const change = { by: 'command-line', at: new Date() };
            await importDirectory(db, { ...sent, id: randomUUID(), hash, rows }, change);
            process.stdout.write(`${rows} entries written.\n`);
          });
        }),
    );
}

async function inRecord({ data, database }: Where, work: (db: CentralDb) => Promise<void>): Promise<void> {
  const db = await (await central()).openCentralStore(data, addressOf(database));
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}
