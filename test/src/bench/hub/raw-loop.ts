import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';

// What anyone would write first, and what a hub is compared with: better-sqlite3
// with the hub's own pragmas, one commit for each event, nothing decided, no
// network. A process of its own, so that the same slowed disk is below it.
// usage: raw-loop.js DATABASE EVENTS.json
const [file, events] = process.argv.slice(2) as [string, string];
const bodies = JSON.parse(readFileSync(events, 'utf8')) as { id: string }[];
const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT');
const insert = db.prepare('INSERT INTO event VALUES (?, ?)');
const begun = performance.now();
for (const body of bodies) insert.run(body.id, JSON.stringify(body));
const seconds = (performance.now() - begun) / 1000;
db.close();
process.stdout.write(`${bodies.length / seconds}\n`);
