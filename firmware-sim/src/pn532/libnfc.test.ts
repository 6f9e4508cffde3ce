import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCard } from '../card/make-card.ts';
import { LibnfcBench } from './libnfc.testing.ts';

/** Debian's libnfc, written by others, as the judge of the simulated PN532. */
const bench = new LibnfcBench();
const { field } = bench;
const libnfc = (program: string, timeout?: number) => bench.run(program, [], timeout);

afterAll(() => bench.close());
beforeEach(() => field.remove());

describe('libnfc', () => {
  it('lists an NTAG 424 DNA (nfc-list)', async () => {
    field.place(makeCard({ profile: 'ntag424', uid: '04A1B2C3D4E5F6' }));
    const words = await libnfc('nfc-list');
    expect(words).toContain('ATQA (SENS_RES): 03 44');
    expect(words).toContain('UID (NFCID1): 04 a1 b2 c3 d4 e5 f6');
    expect(words).toContain('SAK (SEL_RES): 20');
    expect(words).toContain('ATS: 77 77 71 02 80');
  });

  it('lists an NTAG215 (nfc-list)', async () => {
    field.place(makeCard({ profile: 'ntag215', uid: '04112233445566' }));
    const words = await libnfc('nfc-list');
    expect(words).toContain('ATQA (SENS_RES): 00 44');
    expect(words).toContain('SAK (SEL_RES): 00');
    expect(words).not.toContain('ATS');
  });

  it('finds nothing where there is nothing, and works again afterwards (nfc-list)', async () => {
    expect(await libnfc('nfc-list')).not.toContain('UID');
    field.place(makeCard({ profile: 'ntag213', uid: '04112233445566' }));
    expect(await libnfc('nfc-list')).toContain('UID (NFCID1): 04 11 22 33 44 55 66');
  });

  it('sees a card come and go while it polls (nfc-poll)', async () => {
    const polling = libnfc('nfc-poll', 8_000);
    setTimeout(() => field.place(makeCard({ profile: 'ntag424', uid: '04A1B2C3D4E5F6' })), 300);
    setTimeout(() => field.remove(), 900);
    const words = await polling;
    expect(words).toContain('UID (NFCID1): 04 a1 b2 c3 d4 e5 f6');
    expect(words).toContain('Waiting for card removing');
    expect(words).toMatch(/done\.|Target Released/);
  });

  it('finds the chip in order (pn53x-diagnose)', async () => {
    const words = await libnfc('pn53x-diagnose');
    expect(words).toContain('Communication line test: OK');
    expect(words).toContain('ROM test: OK');
    expect(words).toContain('RAM test: OK');
  });
});
