import type { Encounter, Resource } from '@tapwell/shared/fhir/resources';
import { newId } from '@tapwell/shared/ids';
import type { Response } from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { insertAttendances, rowOf } from '../../ingest/attendance-row.ts';
import type { CentralDb } from '../../store/schema.ts';
import { visit } from '../../testing/record.ts';
import { encounterKind } from '../kinds/attendances.ts';
import { BASE, fhirApp, fhirRecord, type Program } from '../testing/record.ts';
import { linesOf } from './lines.ts';

let db: CentralDb;
let api: ReturnType<typeof fhirApp>;
let reader: Program;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(Date.now() + 60_000) });
  db = await fhirRecord();
  api = fhirApp(db);
  reader = await api.signIn('read');
});
afterEach(async () => {
  vi.useRealTimers();
  await db.destroy();
});

const kickOff = (query = '?_scheme=scheme', program = reader) =>
  program.get(`/fhir/$export${query}`, { prefer: 'respond-async', accept: 'application/fhir+json' });
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
interface Manifest {
  transactionTime: string;
  requiresAccessToken: boolean;
  output: { type: string; url: string }[];
}
/** Begins an export, waits, and reads all its files. */
async function exported(query = '?_scheme=scheme', program = reader) {
  const { headers } = await kickOff(query, program);
  later(5_000);
  const status = headers['content-location']!;
  const manifest = (await program.get(status)).body as Manifest;
  const files = new Map<string, Resource[]>();
  for (const { type, url } of manifest.output) {
    const { text } = await program.get(url).buffer().parse(asText);
    const lines = text === undefined ? [] : text.trimEnd().split('\n');
    files.set(
      type,
      lines.map((line) => JSON.parse(line) as Resource),
    );
  }
  return { status, manifest, files };
}
/** superagent knows no NDJSON. */
const asText = (res: Response, done: (error: null, text: string) => void) => {
  const pieces: Buffer[] = [];
  const stream = res as unknown as NodeJS.ReadableStream;
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  stream.on('end', () => {
    res.text = Buffer.concat(pieces).toString();
    done(null, res.text);
  });
};

describe('an export', () => {
  it('is begun, asked after, and downloaded with the same token', async () => {
    const begun = await kickOff();
    expect(begun.status).toBe(202);
    const status = begun.headers['content-location']!;
    expect(status.startsWith(`${BASE}/$export/`)).toBe(true);
    const waiting = await reader.get(status);
    expect([waiting.status, waiting.headers['retry-after']]).toEqual([202, expect.stringMatching(/^[12]$/)]);
    expect(waiting.headers['x-progress']).toMatch(/waiting/);
    later(5_000);
    const { status: done, body, headers } = await reader.get(status);
    expect(done).toBe(200);
    expect(headers.expires).toBeDefined();
    expect(body).toMatchObject({ requiresAccessToken: true, request: `${BASE}/$export?_scheme=scheme`, error: [] });
    const file = await reader.get(body.output[0].url);
    expect([file.status, file.headers['content-type']]).toEqual([200, 'application/fhir+ndjson']);
  });
  it('holds every resource of one scheme once and nobody of another, as reading does', async () => {
    const { manifest, files } = await exported();
    const one = await api.signIn('read', 'scheme');
    for (const [type, resources] of files) {
      expect(resources.map(({ id }) => id)).toEqual((await one.all(type)).map(({ id }) => id));
    }
    expect(manifest.output.map(({ type }) => type)).not.toContain('AuditEvent');
    expect([...files.keys()]).toEqual(expect.arrayContaining(['Encounter', 'Patient', 'Observation', 'Appointment']));
    expect(JSON.stringify(Object.fromEntries(files))).not.toMatch(/zoe/i);
  });
  it('is of the program’s own scheme without asking, and asks where there are several', async () => {
    const one = await api.signIn('read', 'blackburn');
    const { files } = await exported('', one);
    expect(files.get('Patient')!.map(({ id }) => id)).toEqual(['zoe.-5fz']);
    expect((await kickOff('?_scheme=scheme', one)).status).toBe(404);
    expect((await kickOff('')).status).toBe(400);
  });
  it('leaves out what came after it began, and _since what has not changed', async () => {
    later(10 * 60_000);
    const { headers } = await kickOff('?_scheme=scheme&_type=Encounter,Patient');
    later(1_000);
    const late = visit({}, '2026-06-22');
    await insert([late]);
    later(5_000);
    const { body } = await reader.get(headers['content-location']!);
    const url = (body as Manifest).output.find(({ type }) => type === 'Encounter')!.url;
    expect((await reader.get(url).buffer().parse(asText)).text).not.toContain(late.id);
    const { files } = await exported(`?_scheme=scheme&_type=Encounter&_since=${(body as Manifest).transactionTime}`);
    expect(files.get('Encounter')!.map(({ id }) => id)).toEqual([late.id]);
  });
  it('leaves for the next one since then what was stamped before it and was stored after its files were read', async () => {
    later(10 * 60_000);
    const slow = visit({}, '2026-06-22');
    const stamped = new Date(Date.now() - 30_000);
    const { manifest } = await exported('?_scheme=scheme&_type=Encounter');
    await insert([slow], stamped);
    const { files } = await exported(`?_scheme=scheme&_type=Encounter&_since=${manifest.transactionTime}`);
    expect(files.get('Encounter')?.map(({ id }) => id)).toEqual([slow.id]);
  });
  it('is nobody else’s, ends when it is cancelled, and after an hour', async () => {
    const { status, manifest } = await exported();
    const other = await api.signIn('read');
    expect((await other.get(status)).status).toBe(404);
    expect((await other.get(manifest.output[0]!.url)).status).toBe(404);
    expect((await reader.send('delete', status)).status).toBe(202);
    expect((await reader.get(manifest.output[0]!.url)).status).toBe(404);
    const second = await exported();
    later(59 * 60_000);
    expect((await reader.get(second.status)).status).toBe(200);
    later(2 * 60_000);
    expect((await reader.get(second.status)).status).toBe(404);
  });
  it('is begun on one process and read on another', async () => {
    const { headers } = await kickOff('?_scheme=scheme&_type=Patient');
    later(5_000);
    const another = fhirApp(db);
    const { default: request } = await import('supertest');
    const answer = await request(another.app)
      .get(headers['content-location']!.replace(BASE, '/fhir'))
      .set('authorization', `Bearer ${reader.token}`);
    expect([answer.status, answer.body.output[0].type]).toEqual([200, 'Patient']);
  });
  it('is in the access log, once for each file', async () => {
    await exported('?_scheme=scheme&_type=Patient,Encounter');
    const entries = await db.selectFrom('audit').select(['action', 'subject']).orderBy('seq').execute();
    expect(entries).toEqual([
      { action: 'read export of Encounter', subject: 'scheme scheme' },
      { action: 'read export of Patient', subject: 'scheme scheme' },
    ]);
  });
  it.each([
    ['without respond-async', '?_scheme=scheme', {}, 400],
    ['in another format', '?_scheme=scheme&_outputFormat=text/csv', { prefer: 'respond-async' }, 400],
    ['since no time at all', '?_scheme=scheme&_since=yesterday', { prefer: 'respond-async' }, 400],
    ['of nothing we have', '?_scheme=scheme&_type=Medication', { prefer: 'respond-async' }, 400],
    ['of the access log', '?_scheme=scheme&_type=AuditEvent', { prefer: 'respond-async' }, 400],
    ['with a filter, strictly', '?_scheme=scheme&_typeFilter=x', { prefer: 'respond-async, handling=strict' }, 400],
    ['of no scheme there is', '?_scheme=none', { prefer: 'respond-async' }, 404],
  ])('%s is refused', async (_how, query, headers, status) => {
    const answer = await reader.get(`/fhir/$export${query}`, headers);
    expect([answer.status, answer.body.resourceType]).toEqual([status, 'OperationOutcome']);
  });
});

describe('a file of very many lines', () => {
  it('comes page by page: never more than one page is in memory', async () => {
    const many = Array.from({ length: 12_000 }, (_, i) => manyVisit(i));
    for (let i = 0; i < many.length; i += 500) await insert(many.slice(i, i + 500));
    const job = { scheme_id: 'scheme', at: new Date(Date.now() + 1_000).toISOString(), since: null };
    let lines = 0;
    let largest = 0;
    for await (const piece of linesOf(db, encounterKind, job)) {
      const own = piece.trimEnd().split('\n');
      expect((JSON.parse(own[0]!) as Encounter).resourceType).toBe('Encounter');
      lines += own.length;
      largest = Math.max(largest, own.length);
    }
    expect([lines, largest]).toEqual([12_000 + 5, 500]);
  });
});

/** Put there as ingest does, without its questions. */
async function insert(visits: ReturnType<typeof visit>[], stamped = new Date()): Promise<void> {
  const now = stamped.toISOString();
  const stored = { central_at: now, updated_at: now, source: 'hub', duplicate_of: null };
  const rows = visits.map((a) => rowOf(a, stored));
  await insertAttendances(db, rows);
}

function manyVisit(i: number) {
  const at = Date.UTC(2000, 0, 1) + i * 3_600_000;
  const iso = (ms: number) => new Date(ms).toISOString();
  return visit({
    ...{ id: newId(), sessionId: `walk@${i}`, sessionStart: iso(at), sessionEnd: iso(at + 3_600_000) },
    ...{ arrivedAt: iso(at), kioskAt: null, hubAt: iso(at) },
  });
}
