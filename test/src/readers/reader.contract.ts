import { CardGone, type PresentedCard, type Reader } from '@tapwell/kiosk/reader/reader';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CARDS, type CardName, type Faults } from './simulator-process.ts';
import { Watcher } from './watcher.ts';

/** One kind of reader with a hand that lays cards on it. */
export interface ReaderRig {
  open(): Reader;
  place(card: CardName): Promise<void>;
  remove(): Promise<void>;
  faults(faults: Faults): Promise<void>;
  /** Takes the hardware (or its service) away and brings it back. */
  unplug(): Promise<void>;
  /** Why that cannot be done here, if it cannot. */
  readonly cannotUnplug?: string | undefined;
  replug(): Promise<void>;
  /** How two cards at once show. */
  readonly collisions: 'told' | 'nothing-read';
  close(): Promise<void>;
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** What a kiosk does with an NTAG 424 DNA: its NDEF application, its file, its content (NT4H2421Gx). */
export const NDEF_READ = ['00a40400 07 d2760000850101 00', '00a4000c 02 e104', '00b00000 00'].map(hex);

const NTAG424 = `iso14443-4 ${CARDS.ntag424.uid}`;

const NO_FAULTS = { pullAwayAfter: null, twoAtOnce: false, slowMs: 0, mute: false };

/** The rules of `Reader` that every driver keeps, whatever the hardware. */
export function readerContract(name: string, makeRig: () => Promise<ReaderRig>): void {
  describe(`a ${name} reader`, () => {
    let rig: ReaderRig;
    let reader: Reader;
    let watcher: Watcher;

    beforeAll(async () => {
      rig = await makeRig();
      reader = rig.open();
      watcher = new Watcher();
      reader.start(watcher);
      await watcher.next('ready');
    });

    afterAll(async () => {
      await reader?.stop();
      await rig?.close();
    });

    afterEach(async () => {
      watcher.handle = async () => {};
      await rig.remove();
      await rig.faults(NO_FAULTS);
      // The field is empty again when each arrival was followed by its removal.
      await expect.poll(() => balance(watcher), { timeout: 5_000 }).toBe(0);
      watcher.skip();
    });

    it('tells once that a card came and once that it went', async () => {
      await rig.place('ntag424');
      expect((await watcher.next(['card', 'removed'])).text).toBe(NTAG424);
      await rig.remove();
      expect((await watcher.next(['card', 'removed'])).what).toBe('removed');
    });

    it('gives the answers of a card to an exchange of APDUs', async () => {
      const exchange = exchangeOnce(watcher);
      await rig.place('ntag424');
      const answers = await exchange;
      expect(answers.map((answer) => answer.slice(-4))).toEqual(['9000', '9000', '9000']);
      // The NDEF file: its length, then a URI record (NFC Forum NDEF, RTD URI).
      expect(answers[2]).toMatch(/^00..d101..55/);
    });

    it('tells the card that lies there again when it was taken away and put back', async () => {
      for (let i = 0; i < 3; i++) {
        await rig.place('ntag424');
        expect((await watcher.next(['card', 'removed'])).text).toBe(NTAG424);
        await rig.remove();
        expect((await watcher.next(['card', 'removed'])).what).toBe('removed');
      }
    });

    it('tells each of two cards that follow one another', async () => {
      await rig.place('ntag424');
      expect((await watcher.next('card')).text).toBe(NTAG424);
      await rig.remove();
      await rig.place('other424');
      expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS.other424.uid}`);
    });

    it.each(['ntag213', 'classic'] as const)(
      'tells the UID of a card that takes no APDUs, and sends it none: %s',
      async (name) => {
        const outcome = new Promise<unknown>((resolve) => {
          watcher.handle = async (shown) => resolve(await shown.transceive(NDEF_READ[0]!).catch((error) => error));
        });
        await rig.place(name);
        expect((await watcher.next('card')).text).toBe(`iso14443-3 ${CARDS[name].uid}`);
        expect(await outcome).toBeInstanceOf(CardGone);
      },
    );

    it.each(['desfire', 'foreign'] as const)('passes on what a card of another type refuses: %s', async (name) => {
      const exchange = exchangeOnce(watcher);
      await rig.place(name);
      expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS[name].uid}`);
      // ISO 7816-4, 5.1.3: 6xxx is an answer, not a broken exchange.
      for (const answer of await exchange) expect(answer).toMatch(/^6[0-9a-f]{3}$/);
    });

    it('tells a phone, whose UID is another each time, once', async () => {
      await rig.place('phone');
      expect((await watcher.next('card')).text).toMatch(/^iso14443-4 08[0-9a-f]{6}$/);
      await expect(watcher.next(['card', 'removed'], 1_000)).rejects.toThrow('no card,removed');
    });

    it('keeps telling a card that lies still only once', async () => {
      for (const still of ['ntag424', 'ntag213'] as const) {
        watcher.skip();
        await rig.place(still);
        await watcher.next('card');
        await expect(watcher.next(['card', 'removed', 'collision'], 1_500)).rejects.toThrow(
          'no card,removed,collision',
        );
        await rig.remove();
        await watcher.next('removed');
      }
    });

    it('chooses neither of two cards at once, and reads the next single one', async () => {
      await rig.faults({ twoAtOnce: true });
      await rig.place('ntag424');
      const told = await watcher.next(['collision', 'card']);
      if (rig.collisions === 'told') expect(told.what).toBe('collision');
      else expect(told.text).toBe('unknown ');
      await rig.remove();
      await watcher.next('removed');
      await rig.faults({ twoAtOnce: false });
      await rig.place('ntag424');
      expect((await watcher.next(['card', 'collision'])).text).toBe(NTAG424);
    });

    it.each([0, 1, 2])(
      'a card pulled after %i answers ends in CardGone, and the next one is read',
      async (answered) => {
        await rig.faults({ pullAwayAfter: answered });
        const exchange = exchangeOnce(watcher);
        await rig.place('ntag424');
        const answers = await exchange;
        expect(answers).toHaveLength(answered + 1);
        expect(answers.at(-1)).toBe('CardGone');
        await rig.remove();
        await watcher.next('removed');
        await rig.faults({ pullAwayAfter: null });
        const next = exchangeOnce(watcher);
        await rig.place('other424');
        expect((await next).at(-1)).toMatch(/9000$/);
      },
    );

    it('after CardGone nothing more is sent to whatever lies there', async () => {
      await rig.faults({ pullAwayAfter: 1 });
      const outcomes = new Promise<string[]>((resolve) => {
        watcher.handle = async (shown) => {
          const all: string[] = [];
          for (const apdu of [...NDEF_READ, ...NDEF_READ]) all.push(await send(shown, apdu));
          resolve(all);
        };
      });
      await rig.place('ntag424');
      expect((await outcomes).slice(1)).toEqual(Array(5).fill('CardGone'));
    });

    it('waits for a slow card', async () => {
      await rig.faults({ slowMs: 300 });
      const exchange = exchangeOnce(watcher);
      await rig.place('ntag424');
      expect((await exchange).map((answer) => answer.slice(-4))).toEqual(['9000', '9000', '9000']);
    });

    it.each([
      ['a mute card', { mute: true }],
      ['a card slower than any person waits', { slowMs: 6_000 }],
    ])('gives up on %s with CardGone within 3 s, and reads the next one', async (_, fault) => {
      await rig.faults(fault);
      const exchange = exchangeOnce(watcher);
      await rig.place('ntag424');
      const begun = performance.now();
      expect(await exchange).toEqual(['CardGone']);
      expect(performance.now() - begun).toBeLessThan(3_000);
      watcher.handle = async () => {};
      await rig.faults(NO_FAULTS);
      await rig.remove();
      await expect.poll(() => balance(watcher), { timeout: 10_000 }).toBe(0);
      watcher.skip();
      const next = exchangeOnce(watcher);
      await rig.place('other424');
      expect((await next).at(-1)).toMatch(/9000$/);
    });

    it('says in words that it is not ready while the hardware is away, and is ready within 3 s of its return', async ({
      skip,
    }) => {
      if (rig.cannotUnplug) skip(rig.cannotUnplug);
      await rig.unplug();
      const away = await watcher.next('not-ready');
      expect(away.text).toMatch(/^[A-Z].*\.$/);
      await rig.replug();
      const begun = performance.now();
      await watcher.next('ready', 3_000);
      expect(performance.now() - begun).toBeLessThan(3_000);
      const exchange = exchangeOnce(watcher);
      await rig.place('ntag424');
      expect((await exchange).at(-1)).toMatch(/9000$/);
    });

    it('tells the removal of a card whose reader is unplugged under it', async ({ skip }) => {
      if (rig.cannotUnplug) skip(rig.cannotUnplug);
      await rig.place('ntag424');
      await watcher.next('card');
      await rig.unplug();
      await watcher.next('removed');
      await rig.remove().catch(() => {});
      await rig.replug();
      await watcher.next('ready');
    });

    it('never writes a UID into its log', () => {
      expect(rigLog.join('\n')).not.toMatch(
        new RegExp(
          Object.values(CARDS)
            .map(({ uid }) => uid)
            .join('|'),
          'i',
        ),
      );
    });
  });
}

/** What the drivers under test logged; rigs pass `log` to the reader. */
const rigLog: string[] = [];
export function log(message: string, detail?: object): void {
  rigLog.push(`${message} ${JSON.stringify(detail ?? {})}`);
}

/** Arrivals not yet followed by a removal. */
function balance(watcher: Watcher): number {
  const count = (what: string): number => watcher.told.filter((told) => told.what === what).length;
  return count('card') + count('collision') - count('removed');
}

/** Does the whole exchange with the next card; its answers in hex, the last one `CardGone` when it broke. */
function exchangeOnce(watcher: Watcher): Promise<string[]> {
  return new Promise((resolve) => {
    watcher.handle = async (shown) => {
      const answers: string[] = [];
      for (const apdu of NDEF_READ) {
        answers.push(await send(shown, apdu));
        if (answers.at(-1) === 'CardGone') break;
      }
      resolve(answers);
    };
  });
}

async function send(shown: PresentedCard, apdu: Uint8Array): Promise<string> {
  try {
    return Buffer.from(await shown.transceive(apdu)).toString('hex');
  } catch (error) {
    if (error instanceof CardGone) return 'CardGone';
    throw error;
  }
}
