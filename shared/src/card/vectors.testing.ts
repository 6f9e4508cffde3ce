import { readFileSync } from 'node:fs';
import { fromHex } from '../bytes.ts';

/** Published figures for tests; each row of the file names where it was published. */
interface Vector {
  name: string;
  source: string;
  fields: Record<string, string>;
}

const file = new URL('../../vectors/card-crypto.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

/** The row whose name starts so: its source, its fields as bytes, and those that are text. */
export function vector(name: string) {
  const found = vectors.find((v) => v.name.startsWith(name));
  if (!found) throw new Error(`no vector named ${name}`);
  const text = (field: string): string => {
    const value = found.fields[field];
    if (value === undefined) throw new Error(`${found.name} has no ${field}`);
    return value;
  };
  return { source: found.source, text, bytes: (field: string): Uint8Array => fromHex(text(field)) };
}
