import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fhirIdPart, fromFhirId, toFhirId } from './fhir-id.ts';

const LEGAL = /^[A-Za-z0-9\-.]{1,64}$/;

describe('an id of ours in FHIR', () => {
  it('is itself where FHIR lets it be, and comes back where it does not', () => {
    expect(toFhirId('01890a5d-ac96-7b7c-8f89-4f2c8a3d5e6f.2')).toBe('01890a5d-ac96-7b7c-8f89-4f2c8a3d5e6f.2');
    expect(toFhirId('walking_group')).toBe('walking.-5fgroup');
    expect(fromFhirId('walking.-5fgroup')).toBe('walking_group');
    expect(fromFhirId(toFhirId('a.-b'))).toBe('a.-b');
  });
  it('is legal whatever it is, and read back unless it is too long for that', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }), (id) => {
        const there = toFhirId(id);
        expect(there).toMatch(LEGAL);
        expect([id, undefined]).toContain(fromFhirId(there));
        if (Buffer.byteLength(id) <= 16) expect(fromFhirId(there)).toBe(id);
      }),
    );
  });
  it('is never that of another', () => {
    const near = fc.string({ minLength: 1, maxLength: 70, unit: fc.constantFrom('a', '.', '-', '_', '5', 'f') });
    fc.assert(
      fc.property(near, near, (a, b) => {
        expect(toFhirId(a) === toFhirId(b)).toBe(a === b);
      }),
    );
  });
  it('is none for what we never gave out', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 70, unit: 'binary' }), (text) => {
        const id = fromFhirId(text);
        if (id !== undefined) expect(toFhirId(id)).toBe(text);
      }),
    );
    expect(fromFhirId('a.-5')).toBeUndefined();
    expect(fromFhirId('a.-61')).toBeUndefined();
  });
  it('has a part that fits, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(`01890a5d-ac96-7b7c-8f89-4f2c8a3d5e6f.${fhirIdPart(text, 27)}`).toMatch(LEGAL);
      }),
    );
  });
});
