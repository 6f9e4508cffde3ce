import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

// express-pouchdb as its documentation sets it up for PouchDB clients, each database a LevelDB on disk.
// usage: pouch-server.js FOLDER
const [folder] = process.argv.slice(2) as [string];
const require = createRequire(import.meta.url);
const PouchDB = require('pouchdb') as { defaults(options: { prefix: string }): unknown };
const expressPouchdb = require('express-pouchdb') as (pouch: unknown, options: object) => RequestListener;

const app = expressPouchdb(PouchDB.defaults({ prefix: `${folder}/` }), {
  mode: 'minimumForPouchDB',
  inMemoryConfig: true,
  logPath: `${folder}/log.txt`,
});
const server = createServer(app).listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit());
