import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Of Tapwell, as it stands in central's package: figures say which version worked them out. */
export const VERSION: string = (
  JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8')) as { version: string }
).version;
