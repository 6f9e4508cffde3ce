import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import { z } from 'zod';

const secrets = z.object({ keysPassphrase: z.string(), staffPassword: z.string() });
export type DemoSecrets = z.infer<typeof secrets>;

const WORDS = ['willow', 'meadow', 'harbour', 'lantern', 'orchard', 'pebble', 'saffron', 'thistle', 'velvet', 'copper'];

/** Made at the first start and kept in the data folder, so that the repo holds none. */
export function demoSecrets(dataDir: string): DemoSecrets {
  const path = join(dataDir, 'demo-secrets.json');
  if (existsSync(path)) return secrets.parse(JSON.parse(readFileSync(path, 'utf8')));
  ensureDataFolder(dataDir);
  const word = () => WORDS[randomInt(WORDS.length)]!;
  const fresh = {
    keysPassphrase: randomBytes(24).toString('base64url'),
    staffPassword: `${word()}-${word()}-${randomInt(1000, 10000)}`,
  };
  writeFileSync(path, `${JSON.stringify(fresh)}\n`, { mode: 0o600, flush: true });
  return fresh;
}
