import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Part } from './fault.ts';
import { SINCE_1970 } from './plan.ts';
import { readRecords, waiting } from './records.ts';
import { Screen, type Shown } from './screen.ts';
import { present } from './tapping.ts';
import { openVenue, untilWell, type Venue } from './venue.ts';

/** Single faults, and what a person in front of the screen is told meanwhile; the others look at the end only. */
describe('at a kiosk', () => {
  let venue: Venue;
  let screen: Screen;
  /** Tapwell cards of this door, each used once. */
  let cards: string[];
  beforeAll(async () => {
    venue = await openVenue(1, 48, 1);
    const [door] = venue.doors;
    screen = new Screen(door!.kiosk, door!.screen);
    cards = door!.cards.filter((card) => card.startsWith('tapwell-') && Number(card.split('-')[1]) % 4 === 0);
  });
  afterAll(async () => {
    screen?.close();
    await venue?.close();
  });

  const tap = async (card = cards.pop()!): Promise<Shown> => {
    expect(await screen.ready(20_000)).toBe(true);
    const before = screen.lay(card);
    await present(venue.doors[0]!.simulator, { card, dwellMs: 400, presses: [] });
    return (await screen.since(before, 5_000))!;
  };
  const machine = (part: Part) => venue.machines.get(part)!;
  const untilHandedOver = async () => {
    for (let n = 0; n < 300; n++) {
      const { journals, outbox } = waiting(venue);
      if (outbox === 0 && Object.values(journals).every((left) => left === 0)) return;
      await sleep(100);
    }
    throw new Error(`still waiting: ${JSON.stringify(waiting(venue))}`);
  };
  const outcomeAtHub = async ({ tapId }: Shown) => {
    await untilHandedOver();
    return (await readRecords(venue)).hub.taps.find(({ id }) => id === tapId)?.outcome;
  };

  it.each(['no growth', 'no writes'] as const)(
    'whose disk is full (%s) nothing is said to be saved, and it recovers by itself',
    async (disk) => {
      expect((await tap()).outcome.outcome).toBe('checked-in');
      machine('kiosk-1').setDisk(disk);
      // Where the file is larger than what is in it, a little more goes in even on a full disk: then it is safe.
      let refused: Shown | undefined;
      for (let n = 0; n < 6 && refused?.tapId !== null; n++) refused = await tap('library-0');
      expect(refused).toMatchObject({ tapId: null, outcome: { outcome: 'card-not-recognised', code: 'J1' } });
      machine('kiosk-1').setDisk('room');
      const after = await tap();
      expect(after.tapId).not.toBe(null);
      expect(await outcomeAtHub(after)).toBe('checked-in');
    },
  );
  it('a tap is saved there while the disk of the hub is full, and counts when it has room again', async () => {
    machine('hub').setDisk('no writes');
    const saved = await tap();
    expect(saved.outcome.outcome).toBe('saved-offline');
    expect(waiting(venue).journals['kiosk-1']).toBeGreaterThan(0);
    machine('hub').setDisk('room');
    expect(await outcomeAtHub(saved)).toBe('checked-in');
  });
  it('whose clock is set back by hours nobody is taken for a cheat', async () => {
    // One card, read before and after: its counter has risen, and so has the time, whatever the clock says.
    const card = cards.pop()!;
    expect((await tap(card)).outcome.outcome).toBe('checked-in');
    machine('kiosk-1').setClock(-2 * 3_600_000);
    const again = await tap(card);
    expect(await outcomeAtHub(again)).toBe('already-checked-in');
    machine('kiosk-1').setClock(0);
  });
  it('that wakes in 1970 people are greeted by name all the same', async () => {
    const kiosk = venue.processes.get('kiosk-1')!;
    await kiosk.stop('SIGKILL');
    machine('kiosk-1').setClock(SINCE_1970);
    await kiosk.start();
    await untilWell(venue.doors[0]!.screen);
    const shown = await tap();
    expect(shown.outcome.outcome).toBe('checked-in');
    machine('kiosk-1').setClock(0);
    expect((await tap()).outcome.outcome).toMatch(/^(checked-in|saved-offline)$/);
  });
});
