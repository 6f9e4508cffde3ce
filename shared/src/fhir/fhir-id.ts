import { createHash } from 'node:crypto';

/** What R4 lets an id be (§2.24.0.1, type `id`). */
const LEGAL = /^[A-Za-z0-9\-.]{1,64}$/;
const LONGEST = 64;
const MARK = '.-';

/**
 * Our id as FHIR lets one be. Nearly all of ours are; in the others, mostly
 * with an underscore in them, each byte that may not stand there is `.-` and
 * its hexadecimal number. One that would be too long then is a hash: it is
 * found by its identifier, and cannot be read by its id. Pure.
 */
export function toFhirId(id: string): string {
  if (LEGAL.test(id) && !id.includes(MARK)) return id;
  const escaped = Array.from(Buffer.from(id), (byte) => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9]/.test(char) ? char : MARK + byte.toString(16).padStart(2, '0');
  }).join('');
  return escaped !== '' && escaped.length <= LONGEST ? escaped : `${MARK}h${hash(id)}`;
}

/** The id that this stands for; undefined when it is none of ours, or a hash. Pure. */
export function fromFhirId(fhirId: string): string | undefined {
  if (!LEGAL.test(fhirId)) return undefined;
  if (!fhirId.includes(MARK)) return fhirId;
  if (!/^(?:[A-Za-z0-9]|\.-[0-9a-f]{2})+$/.test(fhirId)) return undefined;
  const bytes = [...fhirId.matchAll(/\.-([0-9a-f]{2})|(.)/g)].map(([, hex, char]) =>
    hex === undefined ? char!.charCodeAt(0) : Number.parseInt(hex, 16),
  );
  const id = Buffer.from(bytes).toString('utf8');
  return toFhirId(id) === fhirId ? id : undefined;
}

/** The end of an id made of two parts, where the first is a UUID: as it is where it may be, else its hash. Pure. */
export function fhirIdPart(text: string, longest: number): string {
  return text.length <= longest && /^[A-Za-z0-9-]+$/.test(text) ? text : hash(text).slice(0, 24);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
