import type { Bundle, Resource } from '@tapwell/shared/fhir/resources';
import type { PathEvent } from '@tapwell/shared/path/events';
import { vi } from 'vitest';
import type { CentralDb } from '../../store/schema.ts';
import type { Program } from './record.ts';

interface Manifest {
  output: { type: string; url: string }[];
  deleted: { type: string; url: string }[];
}

/** A whole export of a scheme: its files by type, and the addresses of what was deleted. */
export async function ofScheme(program: Program, query = '', scheme = 'scheme') {
  const begun = await program.get(`/fhir/$export?_scheme=${scheme}${query}`, { prefer: 'respond-async' });
  // The stamps of the record are the database's own: its clock goes on as it is.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
  const { body } = await program.get(begun.headers['content-location']!);
  vi.useRealTimers();
  const manifest = body as Manifest;
  const files = new Map<string, Resource[]>();
  for (const { type, url } of manifest.output) files.set(type, await linesOf<Resource>(program, url));
  const bundles = await Promise.all(manifest.deleted.map(({ url }) => linesOf<Bundle>(program, url)));
  const requests = bundles.flat().flatMap(({ type, entry = [] }) => {
    if (type !== 'transaction') throw new Error(`a Bundle of type ${type}`);
    return entry.map(({ request }) => request!);
  });
  if (requests.some(({ method }) => method !== 'DELETE')) throw new Error('something else than DELETE');
  return { manifest, files, deleted: requests.map(({ url }) => url) };
}

async function linesOf<T>(program: Program, url: string): Promise<T[]> {
  // superagent knows no NDJSON.
  const { body } = await program
    .get(url)
    .buffer()
    .parse((res, done) => {
      const pieces: Buffer[] = [];
      const stream = res as unknown as NodeJS.ReadableStream;
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => done(null, Buffer.concat(pieces).toString()));
    });
  const lines = (body as string).trimEnd().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** Recorded now, on the path of an event, in whose stead it stands or another's. @returns its id */
export async function insertCorrection(
  db: CentralDb,
  { id }: PathEvent,
  own: Pick<PathEvent, 'kind' | 'id' | 'on'>,
  corrects = id,
): Promise<string> {
  const event = { ...own, corrects, recordedAt: new Date().toISOString() };
  const { path_id } = await db
    .selectFrom('path_event')
    .select('path_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const row = { id: own.id, path_id, kind: own.kind, on_date: own.on, recorded_at: event.recordedAt };
  await db
    .insertInto('path_event')
    .values({ ...row, body: JSON.stringify(event) })
    .execute();
  return own.id;
}
