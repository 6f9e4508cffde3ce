import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Fills a PouchDB on disk with documents like a sample, and replicates it with PouchDB's own settings.
// usage: pouch-client.js FOLDER SERVER COUNT SAMPLE.json
const [folder, server, count, sampleFile] = process.argv.slice(2) as [string, string, string, string];
interface Pouch {
  adapter: string;
  bulkDocs(docs: object[]): Promise<unknown>;
  info(): Promise<{ doc_count: number }>;
  replicate: { to(url: string): Promise<{ ok: boolean; docs_written: number }> };
}
const PouchDB = createRequire(import.meta.url)('pouchdb') as { new (name: string): Pouch; version: string };
const sample = readFileSync(sampleFile, 'utf8');
const total = Number(count);
const AT_ONCE = 1000;

const local = new PouchDB(`${folder}/attendances`);
for (let from = 0; from < total; from += AT_ONCE) {
  const docs = Array.from({ length: Math.min(AT_ONCE, total - from) }, (_, i) => ({
    ...(JSON.parse(sample) as object),
    // In order of time, as a UUIDv7 is.
    _id: `0196f3a0-${String(from + i).padStart(12, '0')}`,
  }));
  await local.bulkDocs(docs);
}
const url = `${server}/attendances`;
const begun = performance.now();
const { ok, docs_written } = await local.replicate.to(url);
const seconds = (performance.now() - begun) / 1000;
const there = await new PouchDB(url).info();
if (!ok || docs_written !== total || there.doc_count !== total) {
  throw new Error(`PouchDB replicated ${docs_written} of ${total}, and ${there.doc_count} arrived`);
}
process.stdout.write(`${JSON.stringify({ seconds, version: PouchDB.version, adapter: local.adapter })}\n`);
process.exit();
