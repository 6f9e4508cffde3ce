import { describe, expect, it } from 'vitest';
import { chooseReader } from './choose.ts';

const PICC = 'ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00';
const SAM = 'ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] 01 00';
const CONTACT = 'Alcor Micro AU9560 00 00';

describe('choosing among PC/SC readers', () => {
  it('prefers a contactless one', () => {
    expect(chooseReader([CONTACT, SAM, PICC], '')).toBe(PICC);
  });

  it('never takes the slot of a security module by itself', () => {
    expect(chooseReader([SAM], '')).toBeUndefined();
    expect(chooseReader([SAM], 'sam')).toBe(SAM);
  });

  it('takes a contact reader when there is no other', () => {
    expect(chooseReader([CONTACT], '')).toBe(CONTACT);
  });

  it('goes by a part of the name, in any case', () => {
    expect(chooseReader([PICC, CONTACT], 'alcor')).toBe(CONTACT);
    expect(chooseReader([PICC], 'omnikey')).toBeUndefined();
  });

  it('takes the first by name of several alike, whatever order they came in', () => {
    const readers = ['Virtual PCD 00 01', 'Virtual PCD 00 00'];
    expect(chooseReader(readers, '')).toBe('Virtual PCD 00 00');
    expect(chooseReader(readers.reverse(), '')).toBe('Virtual PCD 00 00');
  });
});
