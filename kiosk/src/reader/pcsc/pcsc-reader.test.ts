import { afterEach, describe, expect, it } from 'vitest';
import type { PresentedCard } from '../reader.ts';
import { hex, toHex } from '../testing/bytes.ts';
import { FakePcsc, FakeReader } from '../testing/fake-pcsc.ts';
import { Recorder } from '../testing/recorder.ts';
import { PcscReader } from './pcsc-reader.ts';

const NTAG424_ATR = '3b8180018080';
const NTAG213_ATR = '3b8f8001804f0ca0000003060300030000000068';
const CONTACT_ATR = '3b6500002063cb6800';
const UID = { ffca000000: '04a1b2c3d4e5f69000' };
const CARD = 'card iso14443-4 04a1b2c3d4e5f6';
const BROKEN = new Error('SCardTransmit error: Transaction failed.(0x80100016)');

const started: PcscReader[] = [];
afterEach(async () => {
  for (const reader of started.splice(0)) await reader.stop();
});

function start(pcsc: FakePcsc, part = '', handle?: (card: PresentedCard) => Promise<void>): Recorder {
  const reader = new PcscReader(part, undefined, pcsc);
  started.push(reader);
  const recorder = new Recorder(handle);
  reader.start(recorder);
  return recorder;
}

async function select(card: PresentedCard): Promise<string> {
  return card.transceive(hex('00a4040007d276000085010100')).then(toHex, (error) => error.name);
}

describe('the PC/SC reader', () => {
  it('says ready, reports a card in and out, and asks the card for nothing but its UID', async () => {
    const slot = new FakeReader('ACS ACR1252 Reader [PICC] 00 00');
    const recorder = start(new FakePcsc(slot));
    expect(await recorder.next()).toBe('ready');
    slot.lay(NTAG424_ATR, UID);
    expect(await recorder.next()).toBe(CARD);
    slot.lift();
    expect(await recorder.next()).toBe('removed');
    expect(slot.sent).toEqual(['ffca000000']);
    expect(started[0]!.name).toBe('ACS ACR1252 Reader [PICC] 00 00');
  });

  it('reports a card that lay there before the start', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    slot.lay(NTAG424_ATR, UID);
    const recorder = start(new FakePcsc(slot));
    expect(await recorder.next()).toBe('ready');
    expect(await recorder.next()).toBe(CARD);
  });

  it('passes over changes that are no coming and going', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const recorder = start(new FakePcsc(slot));
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, UID);
    await recorder.until('card');
    const IN_USE = 0x100;
    slot.tellStatus(IN_USE);
    slot.tellStatus();
    slot.lift();
    await recorder.until('removed');
    expect(recorder.told).toEqual(['ready', CARD, 'removed']);
  });

  it('tells a removal that pcscd skipped because another card followed at once', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const recorder = start(new FakePcsc(slot));
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, UID);
    await recorder.until('card');
    slot.lift({ unseen: true });
    slot.lay(NTAG424_ATR, { ffca000000: '049988776655449000' });
    expect(await recorder.next()).toBe('removed');
    expect(await recorder.next()).toBe('card iso14443-4 04998877665544');
  });

  it('a storage card has its UID and takes no APDUs', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const recorder = start(new FakePcsc(slot), '', async (card) => recorder.note(await select(card)));
    await recorder.until('ready');
    slot.lay(NTAG213_ATR, UID);
    expect(await recorder.next()).toBe('card iso14443-3 04a1b2c3d4e5f6');
    expect(await recorder.next()).toBe('CardGone');
    expect(slot.sent).toEqual(['ffca000000']);
  });

  it('a contact card is unknown and is not even asked for a UID', async () => {
    const slot = new FakeReader('Generic USB Smart Card Reader 00 00');
    const recorder = start(new FakePcsc(slot));
    await recorder.until('ready');
    slot.lay(CONTACT_ATR);
    expect(await recorder.next()).toBe('card unknown ');
    expect(slot.sent).toEqual([]);
  });

  it('a mute card is reported without a UID, and every exchange with it is CardGone', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const recorder = start(new FakePcsc(slot), '', async (card) => recorder.note(await select(card)));
    await recorder.until('ready');
    slot.lay('');
    expect(await recorder.next()).toBe('card unknown ');
    expect(await recorder.next()).toBe('CardGone');
    expect(slot.connects).toBe(0);
  });

  it('a reader that cannot tell the UID leaves it empty', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const recorder = start(new FakePcsc(slot));
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, { ffca000000: '6a81' });
    expect(await recorder.next()).toBe('card iso14443-4 ');
  });

  it('a broken exchange stays CardGone to its end', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const recorder = start(new FakePcsc(slot), '', async (card) => {
      recorder.note(await select(card));
      slot.answers['00a4040007d276000085010100'] = '9000';
      recorder.note(await select(card));
      slot.lift();
    });
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, { ...UID, '00a4040007d276000085010100': BROKEN });
    await recorder.until('removed');
    expect(recorder.told.slice(2)).toEqual(['CardGone', 'CardGone', 'removed']);
  });

  it('a card that broke an exchange and still lies there is presented again, three times in all', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const recorder = start(new FakePcsc(slot), '', async (card) => void (await select(card)));
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, { ...UID, '00a4040007d276000085010100': BROKEN });
    for (const told of [CARD, 'removed', CARD, 'removed', CARD]) expect(await recorder.next()).toBe(told);
    await expect(recorder.next(1_000)).rejects.toThrow('nothing more told');
    slot.lift();
    expect(await recorder.next()).toBe('removed');
  });

  it('a card that is pulled before its UID was read is reported, for the person to hold it longer', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const recorder = start(new FakePcsc(slot), '', async (card) => recorder.note(await select(card)));
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, { ffca000000: BROKEN });
    slot.lift();
    expect(await recorder.next()).toBe('card iso14443-4 ');
    expect(await recorder.next()).toBe('CardGone');
    expect(await recorder.next()).toBe('removed');
  });

  it('a call that never comes back ends in CardGone after two seconds, and stopping does not wait for it', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const pcsc = new FakePcsc(slot);
    const recorder = start(pcsc, '', async (card) => recorder.note(await select(card)));
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, { ...UID, '00a4040007d276000085010100': undefined });
    expect(await recorder.until('CardGone')).toBe('CardGone');
    await started.pop()!.stop();
    expect(pcsc.opened[0]!.closed).toBe(true);
  });

  it('a handler that fails is a bug elsewhere, and the next card is still reported', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const recorder = start(new FakePcsc(slot), '', async () => {
      throw new Error('a bug');
    });
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, UID);
    slot.lift();
    await recorder.until('removed');
    slot.lay(NTAG424_ATR, UID);
    expect(await recorder.next()).toBe(CARD);
  });
});

describe('recovery of the PC/SC reader', () => {
  it('after pcscd died a new connection takes over once pcscd is back', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const pcsc = new FakePcsc(slot);
    const recorder = start(pcsc);
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, UID);
    await recorder.until('card');
    pcsc.die();
    expect(await recorder.next()).toBe('not-ready: The connection to the card reader service (pcscd) was lost.');
    expect(await recorder.next()).toBe('removed');
    expect(pcsc.opened[0]!.closed).toBe(true);
    const again = new FakeReader('ACS ACR122U 00 00');
    pcsc.readers = [again];
    pcsc.service = 'up';
    await recorder.until('ready');
    expect(pcsc.opened).toHaveLength(2);
    again.lay(NTAG424_ATR, UID);
    expect(await recorder.next()).toBe(CARD);
  });

  it('an unplugged reader is told by name, and its return is noticed', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const pcsc = new FakePcsc(slot);
    const recorder = start(pcsc);
    await recorder.until('ready');
    pcsc.readers = [];
    slot.unplug();
    expect(await recorder.next()).toBe('not-ready: The card reader ACS ACR122U 00 00 was unplugged.');
    expect(await recorder.next()).toBe('not-ready: No card reader is connected.');
    const again = new FakeReader('ACS ACR122U 01 00');
    pcsc.readers = [again];
    pcsc.plug(again);
    expect(await recorder.next()).toBe('ready');
  });

  it('is not opened while pcscd is away: the library would wait for it without end', async () => {
    const pcsc = new FakePcsc();
    pcsc.service = 'away';
    const recorder = start(pcsc);
    expect(await recorder.next()).toMatch(/^not-ready: The card reader service \(pcscd\) is not running: install/);
    expect(pcsc.opened).toHaveLength(0);
  });

  it('a pcscd that hangs is told, and so is that it goes on', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const pcsc = new FakePcsc(slot);
    const recorder = start(pcsc);
    expect(await recorder.next()).toBe('ready');
    pcsc.service = 'hangs';
    expect(await recorder.next(4_000)).toMatch(/^not-ready: The card reader service \(pcscd\) does not answer/);
    pcsc.service = 'up';
    expect(await recorder.next()).toBe('ready');
    expect(pcsc.opened).toHaveLength(1);
  });

  it('without the library it says which Debian packages to install', async () => {
    const pcsc = new FakePcsc();
    pcsc.installed = false;
    const recorder = start(pcsc);
    expect(await recorder.next()).toMatch('install the Debian packages "pcscd" and "libpcsclite-dev"');
  });

  it('stops in the middle of an exchange and is silent afterwards', async () => {
    const slot = new FakeReader('ACS ACR122U 00 00');
    const pcsc = new FakePcsc(slot);
    const recorder = start(pcsc, '', async (card) => recorder.note(await select(card)));
    await recorder.until('ready');
    slot.lay(NTAG424_ATR, { ...UID, '00a4040007d276000085010100': undefined });
    await recorder.until('card');
    await started.pop()!.stop();
    slot.lift();
    expect(recorder.told).toEqual(['ready', CARD, 'CardGone']);
  });
});

describe('among several PC/SC readers', () => {
  it('cards on readers that were not chosen are left alone', async () => {
    const contact = new FakeReader('Generic USB Smart Card Reader 00 00');
    const contactless = new FakeReader('ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00');
    const recorder = start(new FakePcsc(contactless, contact));
    await recorder.until('ready');
    contact.lay(CONTACT_ATR);
    contactless.lay(NTAG424_ATR, UID);
    expect(await recorder.next()).toBe(CARD);
    expect(contact.connects).toBe(0);
  });

  it('a part of the name chooses, and says so when there is none', async () => {
    const recorder = start(new FakePcsc(new FakeReader('ACS ACR122U 00 00')), 'omnikey');
    expect(await recorder.next()).toBe('not-ready: No card reader with "omnikey" in its name is connected.');
  });
});
