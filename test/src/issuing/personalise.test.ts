import { fileReadKey, newSchemeKeys, type Plan, personalise, resetCard, type SchemeKeys } from '@tapwell/central/main';
import { makeCard, type Profile } from '@tapwell/firmware-sim/card/make-card';
import type { CardMemory, SimCard } from '@tapwell/firmware-sim/card/sim-card';
import { fromHex, toHex } from '@tapwell/shared/bytes';
import { ndefUrl } from '@tapwell/shared/card/ndef';
import { ISO_SELECT_APPLICATION, ISO_SELECT_NDEF, isoReadBinary } from '@tapwell/shared/card/ntag424-commands';
import { decryptPiccData, sunMacMatches } from '@tapwell/shared/card/sun';
import { parseSunUrl } from '@tapwell/shared/card/sun-url';
import { describe, expect, it } from 'vitest';
import { Gone, onReader } from './cut.ts';

const UID = '04A1B2C3D4E5F6';
const keys = newSchemeKeys();
const plan: Plan = { keys, urlBase: 'https://tapwell.example/c', randomId: false };
const blank = (profile: Profile = 'ntag424') => makeCard({ profile, uid: profile === 'classic1k' ? 'DEADBEEF' : UID });
const again = (memory: CardMemory) => makeCard({ profile: 'ntag424', uid: UID }, memory);

/** The scheme after a rotation: newest first, the old version kept. */
function rotated(from: SchemeKeys): SchemeKeys {
  const next = newSchemeKeys();
  const newer = (part: 'cardMaster' | 'metaRead') => [{ ...next[part][0]!, version: 2 }, ...from[part]];
  return { cardMaster: newer('cardMaster'), metaRead: newer('metaRead') };
}

/** The counter a hub would see, when it believes the card. */
async function readAtAHub(card: SimCard, of: SchemeKeys = keys): Promise<number | undefined> {
  const { exchange } = onReader(card);
  await exchange(ISO_SELECT_APPLICATION);
  await exchange(ISO_SELECT_NDEF);
  const file = (await exchange(isoReadBinary())).slice(0, -2);
  const message = parseSunUrl(ndefUrl(file) ?? '');
  const picc = message && decryptPiccData(fromHex(of.metaRead[0]!.key), message.piccData);
  if (!message || !picc || toHex(picc.uid) !== UID) return undefined;
  const key = fromHex(fileReadKey(of, UID, of.cardMaster[0]!.version));
  return sunMacMatches(key, picc, message.mac) ? picc.counter : undefined;
}

const done = (version: number, randomId = false) => ({ kind: 'done', uid: UID, keyVersion: version, randomId });

/** Runs `act` cut at every APDU it sends, before and after; then `finish` on what the card remembers. */
async function cutEverywhere(
  start: CardMemory,
  act: (exchange: (apdu: Uint8Array) => Promise<Uint8Array>) => Promise<unknown>,
  finish: (card: SimCard) => Promise<void>,
): Promise<number> {
  const whole = onReader(again(structuredClone(start)));
  await act(whole.exchange);
  for (const when of ['before', 'after'] as const) {
    for (let at = 0; at < whole.sent.length; at++) {
      const card = again(structuredClone(start));
      await expect(act(onReader(card, { at, when }).exchange)).rejects.toThrow(Gone);
      // Only what it keeps without power is left.
      await finish(again(card.save()));
    }
  }
  return whole.sent.length;
}

describe('personalising a blank NTAG 424 DNA', () => {
  it('makes a card that a hub believes, with none of its factory keys left', async () => {
    const card = blank();
    expect(await personalise(onReader(card).exchange, plan)).toEqual(done(1));
    expect(await readAtAHub(card)).toBe(2);
    const { keys: held, keyVersions } = card.save() as { keys: string[]; keyVersions: number[] };
    expect(keyVersions).toEqual([1, 1, 1, 1, 1]);
    expect(new Set([...held, '00'.repeat(16)]).size).toBe(6);
  });

  it('cut at any APDU is finished by a second run', async () => {
    const sent = await cutEverywhere(
      blank().save(),
      (exchange) => personalise(exchange, plan),
      async (card) => {
        expect(await personalise(onReader(card).exchange, plan)).toEqual(done(1));
        expect(await readAtAHub(card)).toBeGreaterThan(0);
      },
    );
    expect(sent).toBeGreaterThan(30);
  });

  it('with Random ID, cut at any APDU, is finished by a second run that learns its hidden UID', async () => {
    const random = { ...plan, randomId: true };
    await cutEverywhere(
      blank().save(),
      (exchange) => personalise(exchange, random),
      async (card) => {
        expect(await personalise(onReader(card).exchange, random)).toEqual(done(1, true));
        expect(card.anticollision().uid[0]).toBe(0x08);
        expect(await readAtAHub(card)).toBeGreaterThan(0);
      },
    );
  });

  it('never shows a key on the wire', async () => {
    const card = blank();
    const { exchange, sent } = onReader(card);
    await personalise(exchange, plan);
    const wire = sent.map(toHex).join(' ');
    for (const key of (card.save() as { keys: string[] }).keys) expect(wire).not.toContain(key);
  });

  it('a second time changes nothing but reads, and keeps the read counter', async () => {
    const card = blank();
    await personalise(onReader(card).exchange, plan);
    await readAtAHub(card);
    expect(await personalise(onReader(card).exchange, plan)).toEqual(done(1));
    expect(await readAtAHub(card)).toBe(4);
  });
});

describe('a rotation of the scheme’s keys', () => {
  it('re-run on a card, cut at any APDU, brings it to the newest version and keeps its counter', async () => {
    const old = blank();
    await personalise(onReader(old).exchange, plan);
    const newer = rotated(keys);
    await cutEverywhere(
      old.save(),
      (exchange) => personalise(exchange, { ...plan, keys: newer }),
      async (card) => {
        expect(await personalise(onReader(card).exchange, { ...plan, keys: newer })).toEqual(done(2));
        expect(await readAtAHub(card, newer)).toBeGreaterThan(1);
      },
    );
  });
});

describe('resetting a card of ours', () => {
  it('cut at any APDU, gives a card as from the factory, which can be personalised again', async () => {
    const card = blank();
    await personalise(onReader(card).exchange, plan);
    await cutEverywhere(
      card.save(),
      (exchange) => resetCard(exchange, plan),
      async (cut) => {
        expect(await resetCard(onReader(cut).exchange, plan)).toEqual(done(0));
        const { files, ...rest } = cut.save() as { files: Record<string, { data: string; settings: string }> };
        const { files: fresh, ...restFresh } = blank().save() as { files: typeof files };
        expect(rest).toEqual(restFresh);
        expect({ ...files[2], readCounter: 0 }).toEqual({ ...fresh[2], readCounter: 0 });
        expect(await personalise(onReader(cut).exchange, plan)).toEqual(done(1));
      },
    );
  });

  it('leaves a blank card blank', async () => {
    expect(await resetCard(onReader(blank()).exchange, plan)).toEqual(done(0));
  });

  it('opens a card with Random ID, which stays on', async () => {
    const card = blank();
    await personalise(onReader(card).exchange, { ...plan, randomId: true });
    expect(await resetCard(onReader(card).exchange, plan)).toEqual(done(0, true));
    expect(await personalise(onReader(card).exchange, plan)).toEqual(done(1, true));
  });
});

describe('a card that is not ours', () => {
  it('made with other keys is refused in words and left as it was', async () => {
    for (const randomId of [false, true]) {
      const card = blank();
      await personalise(onReader(card).exchange, { ...plan, keys: newSchemeKeys(), randomId });
      const { keyFailures: _, ...before } = card.save();
      for (const run of [personalise, resetCard]) {
        const result = await run(onReader(card).exchange, plan);
        expect(result).toMatchObject({ kind: 'refused', why: 'other-keys' });
        expect(result.kind === 'refused' && result.words).toMatch(/keys that are not ours.*left as it was/);
      }
      const { keyFailures: __, ...after } = card.save();
      expect(after).toEqual(before);
    }
  });

  it('with one strange key among factory keys is refused before anything is written', async () => {
    const memory = blank().save() as { keys: string[]; keyVersions: number[] };
    for (const version of [0, 1, 77]) {
      const strange = structuredClone(memory);
      strange.keys[3] = 'AB'.repeat(16);
      strange.keyVersions[3] = version;
      const card = again(strange);
      expect(await personalise(onReader(card).exchange, plan)).toMatchObject({ kind: 'refused', why: 'other-keys' });
      const { keyFailures: _, ...after } = card.save();
      const { keyFailures: __, ...before } = strange as CardMemory;
      expect(after).toEqual(before);
    }
  });

  it('whose settings are frozen is refused in words', async () => {
    const frozen = blank().save() as { files: Record<string, { settings: string }> };
    frozen.files[2]!.settings = '00EFEE';
    expect(await personalise(onReader(again(frozen)).exchange, plan)).toMatchObject({ why: 'frozen-file' });
  });

  it('of any other kind is refused in words', async () => {
    for (const profile of ['desfire', 'iso14443_4', 'phone'] as const) {
      const result = await personalise(onReader(blank(profile)).exchange, plan);
      expect(result).toMatchObject({ kind: 'refused', why: 'not-ntag424' });
      expect(result.kind === 'refused' && result.words).toMatch(/not an NTAG 424 DNA/);
    }
  });

  it('may be refused by the register before anything is written', async () => {
    const card = blank();
    const refuse = async (uid: string) => (uid === UID ? 'It is Ahmed’s.' : undefined);
    expect(await personalise(onReader(card).exchange, { ...plan, refuse })).toEqual({
      kind: 'refused',
      why: 'not-allowed',
      words: 'It is Ahmed’s.',
    });
    expect(card.save()).toEqual(blank().save());
  });

  it('tells the register whether anyone could have made it, as its key 0 is the factory’s', async () => {
    const card = blank();
    const asked: boolean[] = [];
    const refuse = async (_uid: string, isBlank: boolean) => {
      asked.push(isBlank);
      return undefined;
    };
    await personalise(onReader(card).exchange, { ...plan, refuse });
    await personalise(onReader(card).exchange, { ...plan, refuse });
    expect(asked).toEqual([true, false]);
  });

  it('that answers noise is refused or asked again, whatever it says', async () => {
    for (let length = 0; length < 60; length++) {
      const noise = async () => new Uint8Array(length).fill(length * 7);
      expect(await personalise(noise, plan)).toMatchObject({ kind: 'refused' });
    }
    const endless = async () => Uint8Array.of(0, 0x91, 0xaf);
    expect(await personalise(endless, plan)).toMatchObject({ kind: 'refused' });
  });

  it('whose answers are broken on their way is finished once they come whole', async () => {
    const total = onReader(blank());
    await personalise(total.exchange, plan);
    for (let from = 0; from < total.sent.length; from++) {
      const card = blank();
      const { exchange, sent } = onReader(card);
      const broken = async (apdu: Uint8Array) => {
        const answer = await exchange(apdu);
        if (sent.length > from && answer.length > 2) answer[0]! ^= 0xff;
        return answer;
      };
      const first = await personalise(broken, plan);
      if (first.kind === 'refused') expect(first.words).not.toBe('');
      expect(await personalise(onReader(card).exchange, plan)).toEqual(done(1));
    }
  });
});
