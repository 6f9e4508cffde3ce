import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { CentralDb } from '../store/schema.ts';
import { csvLine } from './csv.ts';
import type { OfScheme } from './evaluations.ts';
import { Alike, COLUMNS, type FileName, header, linesOf, Shared } from './extract-tables.ts';
import { pathRow } from './path-row.ts';
import type { Period } from './period.ts';
import { readFacts } from './read-facts.ts';
import { useImports } from './use-coverage.ts';
import { VERSION } from './version.ts';

/**
 * Writes the research extract of some paths as a zip. Names are by a key that is
 * made for this extract and forgotten with it, so two extracts cannot be joined
 * by them, and nobody can go back to the record. Rows come in the order of
 * these names, which says nothing of when somebody was referred.
 */
export async function writeExtract(
  db: CentralDb,
  scheme: OfScheme,
  year: Period,
  pathIds: string[],
  to: Writable,
  now: Date,
): Promise<void> {
  const key = randomBytes(32);
  const nameOf = (kind: string, id: string) =>
    createHmac('sha256', key).update(`${kind} ${id}`).digest('base64url').slice(0, 16);
  const byName = (a: string, b: string) => (nameOf('path', a) < nameOf('path', b) ? -1 : 1);
  const ids = [...pathIds].sort(byName);
  const imports = await useImports(db, scheme.id);
  const rowsOf = async (each: (facts: Parameters<typeof pathRow>[1], row: ReturnType<typeof pathRow>) => void) => {
    for await (const some of readFacts(db, ids, year.from, now)) {
      for (const facts of some.sort((a, b) => byName(a.id, b.id))) each(facts, pathRow(scheme.policy, facts, imports));
      await flush();
    }
  };

  const out = zipTo(to);
  const flush = () => out.flush();
  const shared = new Shared();
  await rowsOf((facts, row) => shared.count(row, facts));
  const small = shared.small(scheme.policy.suppressBelow);

  // The longest first: what follows a file in a zip waits for its end.
  const files = (['visits.csv', 'paths.csv', 'measures.csv'] as const).map((name) => [name, out.file(name)] as const);
  for (const [name, file] of files) file.write(header(name));
  const alike = new Alike();
  await rowsOf((facts, row) => {
    alike.count(row, facts, small);
    const names = { path: nameOf('path', facts.id), person: nameOf('person', facts.patientId) };
    const lines = linesOf(facts, row, names, small);
    for (const [name, file] of files) file.write(lines[name]);
  });
  for (const [, file] of files) file.end();
  const dictionary = out.file('dictionary.csv');
  dictionary.write(dictionaryCsv());
  dictionary.end();
  const readme = out.file('README.txt');
  readme.write(readmeText(scheme, year, alike.fewer(scheme.policy.suppressBelow), now));
  readme.end();
  await out.end();
}

function dictionaryCsv(): string {
  const lines = (Object.keys(COLUMNS) as FileName[]).flatMap((file) =>
    COLUMNS[file].map(([column, meaning]) => csvLine([file, column, meaning])),
  );
  return csvLine(['file', 'column', 'meaning']) + lines.join('');
}

function readmeText({ name, policy }: OfScheme, year: Period, rare: number, now: Date): string {
  return [
    `Research extract of ${name}, referred ${year.title}`,
    `Made ${now.toISOString()} by Tapwell ${VERSION}, from the record as it was then.`,
    '',
    'One row for each path (paths.csv), visit (visits.csv) and answer (measures.csv); dictionary.csv says what each column means.',
    'Names of paths and people are made up for this extract alone: no key to them is kept.',
    'The only dates are months of referrals; all else is in weeks from the referral.',
    `Values that fewer than ${policy.suppressBelow} people share are "other": age, month, referrer, place, reason, came_as, outcome,`,
    'activity, area and milestones, each by itself. Numbers (weeks, minutes, visits, use of services) are as they are.',
    `Of the people in it, ${rare} share their age, month and place, taken together, with fewer than ${policy.suppressBelow - 1} others.`,
    'People whose data was removed are not in it, though the figures of the scheme still count them.',
    '',
    'This is pseudonymised, not anonymous: who knows somebody well may find their row. Keep it as personal data,',
    'join it with nothing, and publish no count of fewer people than the scheme shows.',
    '',
  ].join('\r\n');
}

/** A zip that is written as it grows, no faster than it is taken. */
function zipTo(to: Writable) {
  let failed: Error | null = null;
  let full = false;
  const zip = new Zip((error, chunk) => {
    if (error) failed = error;
    else if (!to.destroyed) full = !to.write(chunk);
  });
  const flush = async () => {
    if (failed) throw failed;
    if (to.destroyed) throw new Error('nobody takes the extract any more');
    if (full) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    full = false;
  };
  return {
    file(name: string) {
      const deflate = new ZipDeflate(name, { level: 6 });
      zip.add(deflate);
      return {
        write: (text: string) => deflate.push(strToU8(text)),
        end: () => deflate.push(new Uint8Array(0), true),
      };
    },
    flush,
    async end() {
      zip.end();
      await flush();
      to.end();
    },
  };
}
