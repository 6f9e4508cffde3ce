import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hex, le, unhex } from '../../bytes.ts';
import { encryptFileData, encryptPiccData, sdmEncKey, sdmMac, sdmMacKey } from './sdm.ts';

interface Vector {
  group: string;
  name: string;
  source: string;
  fields: Record<string, string>;
}
const { vectors } = JSON.parse(
  readFileSync(new URL('../../../../shared/vectors/card-crypto.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

function vector(name: string): Record<string, string> {
  const found = vectors.find((one) => one.group === 'SUN / SDM' && one.name.startsWith(name));
  if (!found) throw new Error(`no vector "${name}"`);
  return found.fields;
}
const reading = (v: Record<string, string>) => ({ uid: unhex(v.UID!), counter: le(unhex(v.SDMReadCtr_LE!), 0, 3) });
const both = { uid: true, counter: true };

// Source: NXP AN12196, through github Amperstrand/ntag424-vectors and icedevml/sdm-backend.
describe('Secure Dynamic Messaging', () => {
  it('derives the session keys of AN12196 table 1', () => {
    const v = vector('AN12196 Table 1');
    expect(hex(sdmEncKey(unhex(v.KSDMFileRead!), reading(v)))).toBe(v.KSesSDMFileReadENC);
    expect(hex(sdmMacKey(unhex(v.KSDMFileRead!), reading(v), both))).toBe(v.KSesSDMFileReadMAC);
  });

  it('encrypts PICC data and computes the MAC over nothing as AN12196 tables 2 and 4', () => {
    const v = vector('AN12196 Tables 2+4');
    const padding = unhex(v.PICCData!).slice(11);
    expect(hex(encryptPiccData(unhex(v.KSDMMetaRead!), reading(v), both, padding))).toBe(v.PICCENCData);
    const key = sdmMacKey(unhex(v.KSDMFileRead!), reading(v), both);
    expect(hex(key)).toBe(v.KSesSDMFileReadMAC);
    expect(hex(sdmMac(key, new Uint8Array()))).toBe(v.SDMMAC);
  });

  it('encrypts file data and covers it with the MAC as AN12196 page 18', () => {
    const v = vector('AN12196 p.18');
    const key = unhex('00'.repeat(16));
    const encrypted = encryptFileData(sdmEncKey(key, reading(v)), reading(v).counter, unhex(v.FileData!));
    expect(hex(encrypted)).toBe(v.SDMENCFileData);
    const input = new Uint8Array(Buffer.from(v.MACinput_ascii!, 'ascii'));
    expect(hex(sdmMac(sdmMacKey(key, reading(v), both), input))).toBe(v.SDMMAC);
  });

  it('computes the MAC of a plain mirror', () => {
    const v = vector('plain mirror');
    const key = sdmMacKey(unhex(v.KSDMFileRead!), reading(v), both);
    expect(hex(sdmMac(key, new Uint8Array()))).toBe(v.SDMMAC);
  });
});
