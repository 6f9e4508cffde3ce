import { z } from 'zod';

/** Settings of one kiosk, from flags, `TAPWELL_*` environment or a file, checked at start. */
export const kioskConfig = z.object({
  /** Folder for the journal and the kiosk's own key. */
  data: z.string().min(1),
  host: z.string().default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65535).default(4100),
  /** Address of the hub, as this kiosk reaches it. */
  hub: z.url(),
  /** `pn532:/dev/ttyUSB0`, `pn532:auto`, `pcsc` or `pcsc:PART OF ITS NAME`. */
  reader: z.string().default('pcsc'),
  /** Single-use code from the hub, needed the first time only. */
  pair: z.string().optional(),
  name: z.string().min(1).max(100).default('Kiosk'),
});
export type KioskConfig = z.infer<typeof kioskConfig>;
