import { describe, expect, it } from 'vitest';
import { hex, unhex } from '../bytes.ts';
import { makeCard } from '../card/make-card.ts';
import { Field } from './field.ts';
import { activationMs, COUNTER_TIMING, exchangeMs, frameWaitingMs } from './rf-timing.ts';

const ntag424 = () => makeCard({ profile: 'ntag424', uid: '04A1B2C3D4E5F6' });
const SELECT = unhex('00A4040007D276000085010100');

describe('a reader field', () => {
  it('gives no answer without power, nor from a card that is not there', async () => {
    const field = new Field();
    const card = ntag424();
    field.place(card);
    expect(await field.exchange(card, SELECT)).toBeUndefined();
    field.power(true);
    expect(hex((await field.exchange(card, SELECT))!)).toBe('9000');
    field.remove();
    expect(await field.exchange(card, SELECT)).toBeUndefined();
  });

  it('makes cards forget when its power goes', async () => {
    const field = new Field();
    const card = ntag424();
    field.place(card);
    field.power(true);
    await field.exchange(card, SELECT);
    field.power(false);
    field.power(true);
    expect(hex((await field.exchange(card, unhex('00A4000C02E104')))!)).toBe('6A82');
  });

  it('lets a card be pulled away after as many answers as asked', async () => {
    const field = new Field();
    const card = ntag424();
    field.faults.pullAwayAfter = 2;
    field.power(true);
    field.place(card);
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push((await field.exchange(card, SELECT)) !== undefined);
    expect(answers).toEqual([true, true, false]);
    expect(field.cards()).toEqual([]);
  });

  it('gives no answer from a card that cannot keep its memory', async () => {
    const field = new Field();
    const card = makeCard({ profile: 'ntag213', uid: '04112233445566' }, undefined, () => {
      throw new Error('the disk is full');
    });
    const failures: string[] = [];
    field.listen({ failed: (_, error) => failures.push(error.message) });
    field.power(true);
    field.place(card);
    expect(await field.exchange(card, unhex('A20401020304'))).toBeUndefined();
    expect(failures).toEqual(['the disk is full']);
  });

  it('holds no more than four cards, and none twice', () => {
    const field = new Field();
    const cards = [1, 2, 3, 4, 5].map(ntag424);
    for (const card of cards.slice(0, 4)) field.place(card);
    expect(() => field.place(cards[0]!)).toThrow('already on the reader');
    expect(() => field.place(cards[4]!)).toThrow('no room');
  });
});

describe('RF timing', () => {
  it('waits for a frame as long as the ATS says: 39 ms for an NTAG 424 DNA, 77 ms for a DESFire', () => {
    expect(frameWaitingMs(ntag424())).toBeCloseTo(38.66, 1);
    expect(frameWaitingMs(makeCard({ profile: 'desfire', uid: '04A1B2C3D4E5F6' }))).toBeCloseTo(77.33, 1);
  });

  it('takes about as long as at a counter: activation near 12 ms, a 256-byte read near 35 ms at 106 kbit/s', () => {
    expect(activationMs(ntag424())).toBeGreaterThan(8);
    expect(activationMs(ntag424())).toBeLessThan(16);
    const read = exchangeMs(ntag424(), unhex('00B0000000'), new Uint8Array(258), COUNTER_TIMING);
    expect(read).toBeGreaterThan(28);
    expect(read).toBeLessThan(40);
  });

  it('is slower the more there is to send, and quicker at a higher bit rate', () => {
    const card = ntag424();
    const at = (length: number, kbps: number) =>
      exchangeMs(card, unhex('00B0000000'), new Uint8Array(length), { ...COUNTER_TIMING, kbps });
    expect(at(200, 106)).toBeGreaterThan(at(100, 106));
    expect(at(200, 424)).toBeLessThan(at(200, 106));
  });

  it('delays exchanges in a field that has it', async () => {
    const field = new Field();
    const card = ntag424();
    field.timing = COUNTER_TIMING;
    field.power(true);
    field.place(card);
    const start = performance.now();
    await field.exchange(card, SELECT);
    expect(performance.now() - start).toBeGreaterThan(2);
  });
});
