import { z } from 'zod';

/** Settings of one hub, from flags, `TAPWELL_*` environment or a file, checked at start. */
export const hubConfig = z.object({
  /** Folder that holds everything the hub keeps. */
  data: z.string().min(1),
  host: z.string().default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65535).default(4101),
  /** Address of central, as this hub reaches it. */
  central: z.url(),
  /** Address by which kiosks know this hub; default: where it listens. */
  publicUrl: z.url().optional(),
  /** Single-use code from central, needed the first time only. */
  pair: z.string().optional(),
  name: z.string().min(1).max(100).default('Tapwell hub'),
});
export type HubConfig = z.infer<typeof hubConfig>;
