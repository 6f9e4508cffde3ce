import { z } from 'zod';
import { organisationSettings } from './access/organisation/settings.ts';

/** Where the record is, if not embedded. What is wrong with it is said without repeating it: it may hold a password. */
export const databaseAddress = z
  .string()
  .regex(
    /^postgres(ql)?:\/\/\S*$/,
    'an address like postgres://user@host/database is needed, or postgres:// to take all from PGHOST, PGDATABASE and so on',
  )
  .describe(
    'PostgreSQL to keep the record in, as postgres://user@host/database or postgres:///database?host=/run/postgresql; give a password in TAPWELL_DATABASE, PGPASSWORD or ~/.pgpass only',
  );

/** Settings of central, from flags, `TAPWELL_*` environment or a file, checked at start. */
export const centralConfig = z.object({
  data: z.string().min(1).describe('folder that holds the embedded store and the key file'),
  database: databaseAddress.optional(),
  databaseConnections: z.coerce
    .number()
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe('most connections to PostgreSQL of this process (10)'),
  host: z.string().default('127.0.0.1').describe('address to listen on; 0.0.0.0 for the whole network'),
  port: z.coerce.number().int().min(0).max(65535).default(4102).describe('port to listen on (4102)'),
  publicUrl: z.url().optional().describe('address by which hubs, browsers and programs know us'),
  idleMinutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(600)
    .optional()
    .describe('minutes without anybody doing anything after which staff are signed out (30)'),
  cert: z.string().optional().describe('certificate file (PEM) to serve https with, where no proxy does'),
  key: z.string().optional().describe('its private key file (PEM)'),
  cardUrl: z
    .url({ protocol: /^https$/, error: 'an https address is needed' })
    .optional()
    .describe('https address that new cards open in a phone; /c at the public address unless given'),
  /** Opens the key file; not needed when the keys themselves are given. */
  keysPassphrase: z
    .string()
    .min(8, 'a passphrase of at least 8 characters is needed: set TAPWELL_KEYS_PASSPHRASE')
    .optional(),
  /** The scheme's keys themselves, as JSON: instead of the key file. */
  keys: z.string().min(1).optional(),
  ...organisationSettings,
});
export type CentralConfig = z.infer<typeof centralConfig>;
