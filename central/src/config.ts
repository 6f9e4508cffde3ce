import { z } from 'zod';

/** Settings of central, from flags, `TAPWELL_*` environment or a file, checked at start. */
export const centralConfig = z.object({
  /** Folder that holds the embedded store and the key file. */
  data: z.string().min(1),
  host: z.string().default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65535).default(4102),
  /** Address by which hubs and other programs know us; default: where we listen. */
  publicUrl: z.url().optional(),
  /** Opens the key file. Give it in the environment, not on the command line. */
  keysPassphrase: z.string().min(8, 'a passphrase of at least 8 characters is needed (TAPWELL_KEYS_PASSPHRASE)'),
});
export type CentralConfig = z.infer<typeof centralConfig>;
