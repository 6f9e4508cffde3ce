import { z } from 'zod';
import { isLanguage, languages } from './screen/words/languages.ts';

const offered = z
  .string()
  .default(Object.keys(languages).join(','))
  .transform((text) => [...new Set(text.split(',').map((code) => code.trim()))])
  .refine((codes) => codes.every(isLanguage), `known languages are ${Object.keys(languages).join(', ')}`);

/** Settings of one kiosk, from flags, `TAPWELL_*` environment or a file, checked at start. */
export const kioskConfig = z.object({
  data: z.string().min(1).describe("folder for the journal and the kiosk's own key"),
  host: z.string().default('127.0.0.1').describe('address to listen on'),
  port: z.coerce.number().int().min(0).max(65535).default(4100).describe('port to listen on (4100)'),
  hub: z.url().describe('address of the hub, as this kiosk reaches it'),
  reader: z
    .string()
    .default('pcsc')
    .describe('pn532:/dev/ttyUSB0, pn532:auto, pcsc (the default) or pcsc:PART-OF-ITS-NAME'),
  pair: z.string().optional().describe('single-use code from the hub, to pair the first time or again'),
  languages: offered.describe("languages on the screen, the venue's own first (en,cy,pl,ro,ur,bn,pa,gu)"),
  volume: z.coerce
    .number()
    .int()
    .min(0)
    .max(100)
    .default(60)
    .describe('how loud, 0 to 100 (60), until staff set another at the kiosk'),
  speech: z
    .enum(['off', 'words', 'names'])
    .default('off')
    .describe("also say aloud what the screen shows: off (the default), words, or names (people's names too)"),
  name: z.string().min(1).max(100).default('Kiosk').describe('its name for staff'),
});
export type KioskConfig = z.infer<typeof kioskConfig>;
