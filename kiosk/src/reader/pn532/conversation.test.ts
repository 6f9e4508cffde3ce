import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { hex, toHex } from '../testing/bytes.ts';
import { ACK, answer, frame, type Script, scriptedLink } from '../testing/scripted-pn532.ts';
import { exchangeApdu } from './apdu.ts';
import { Conversation } from './conversation.ts';

function converse(respond: (command: string) => Script): {
  pn532: Conversation;
  heard: string[];
  cut(): void;
} {
  const { link, peer, cut } = scriptedLink(respond);
  const pn532 = new Conversation(link);
  link.onClosed(() => pn532.closed());
  return { pn532, heard: peer.heard, cut };
}

const FIRMWARE = { ic: 0x32, version: 1, revision: 6, support: 7 };

describe('a conversation over a line', () => {
  it('gives the fields of the reply', async () => {
    const { pn532 } = converse(() => answer('d50332010607'));
    expect(await pn532.send('getFirmwareVersion', {})).toEqual(FIRMWARE);
  });

  it('sends one command at a time, in order', async () => {
    const { pn532, heard } = converse((command) => answer(command === 'd402' ? 'd50332010607' : 'd515'));
    await Promise.all([
      pn532.send('samConfiguration', { mode: 1 }),
      pn532.send('getFirmwareVersion', {}),
      pn532.send('samConfiguration', { mode: 1 }),
    ]);
    expect(heard).toEqual(['d41401', 'd402', 'd41401']);
  });

  it('gets a reply with a bad checksum by asking for it again', async () => {
    const { pn532, heard } = converse((command) =>
      command === 'nack' ? [frame('d50332010607')] : [ACK, '0000ff06fad5033201060700e800'],
    );
    expect(await pn532.send('getFirmwareVersion', {})).toEqual(FIRMWARE);
    expect(heard).toEqual(['d402', 'nack']);
  });

  it('finds the reply in babble', async () => {
    const babble = '00ff00005555ffff00ff7f'.repeat(40);
    const { pn532 } = converse(() => [babble, ACK, babble, frame('d50332010607'), babble]);
    expect(await pn532.send('getFirmwareVersion', {})).toEqual(FIRMWARE);
  });

  it('does not take the late reply to one command for that of the next', async () => {
    let asked = 0;
    const { pn532 } = converse((command) => {
      if (command === 'abort') return [];
      // The first reply is not sent at all, and turns up before the ACK of the second.
      return asked++ === 0 ? [ACK] : [frame('d54100aaaa9000'), ACK, frame('d54100bbbb9000')];
    });
    const data = hex('00b0000002');
    const first = pn532.send('inDataExchange', { target: 1, data }, { replyMs: 20 });
    await expect(first).rejects.toMatchObject({ why: 'no-reply' });
    const second = await pn532.send('inDataExchange', { target: 1, data });
    expect(second.data).toEqual(hex('bbbb9000'));
  });

  it('fails what is under way, and what comes, once the line is gone', async () => {
    const { pn532, cut } = converse(() => [ACK]);
    const asked = pn532.send('getFirmwareVersion', {});
    setTimeout(cut, 5);
    await expect(asked).rejects.toMatchObject({ why: 'closed' });
    await expect(pn532.send('getFirmwareVersion', {})).rejects.toMatchObject({ why: 'closed' });
  });

  it('fails when nobody answers', async () => {
    const { pn532, heard } = converse(() => []);
    await expect(pn532.send('getFirmwareVersion', {})).rejects.toMatchObject({ why: 'no-ack' });
    await expect.poll(() => heard).toEqual(['d402', 'd402', 'abort']);
  });

  it('fails when the reply has too few fields', async () => {
    const { pn532 } = converse(() => answer('d50332'));
    await expect(pn532.send('getFirmwareVersion', {})).rejects.toMatchObject({ why: 'malformed' });
  });
});

describe('whatever a broken chip sends, a command', () => {
  it('ends within its time and leaves the line free for the next', async () => {
    const pieces = fc.constantFrom(
      ACK,
      '0000ffff0000',
      '0000ff01ff7f8100',
      frame('d54b00'),
      frame('d503aa'),
      '00ff',
      'd5',
    );
    const noise = fc.uint8Array({ maxLength: 300 }).map(toHex);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.oneof(pieces, noise), { maxLength: 30 }), async (said) => {
          let receive: (bytes: Uint8Array) => void = () => {};
          const pn532 = new Conversation({
            write: () => {},
            onBytes: (listener) => {
              receive = listener;
            },
            onClosed: () => {},
            close: async () => {},
          });
          for (let i = 0; i < 2; i++) {
            let ended = false;
            const end = (): void => {
              ended = true;
            };
            pn532.send('getFirmwareVersion', {}).then(end, end);
            await vi.advanceTimersByTimeAsync(0);
            for (const text of said) {
              receive(hex(text));
              await vi.advanceTimersByTimeAsync(5);
            }
            // Two sendings of 100 ms each, and 300 ms for the reply.
            await vi.advanceTimersByTimeAsync(500);
            expect(ended).toBe(true);
          }
        }),
      );
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('an APDU', () => {
  it('goes out with the target number and comes back without the status byte', async () => {
    const { pn532, heard } = converse(() => answer('d541009000'));
    const select = hex('00a4040007d276000085010100');
    expect(await exchangeApdu(pn532, 1, select)).toEqual(hex('9000'));
    expect(heard).toEqual(['d44001 00a4040007d276000085010100'.replace(' ', '')]);
  });

  it('whose response comes in parts is put together', async () => {
    const parts = ['d54140aabb', 'd54140ccdd', 'd541009000'];
    const { pn532, heard } = converse(() => answer(parts.shift()!));
    expect(await exchangeApdu(pn532, 1, hex('00b0000000'))).toEqual(hex('aabbccdd9000'));
    expect(heard).toEqual(['d4400100b0000000', 'd44001', 'd44001']);
  });

  it('too long for one frame goes out in parts, all but the last marked', async () => {
    const sizes: [string, number][] = [];
    const { link, peer } = scriptedLink(() => answer('d54100'));
    const writes: Uint8Array[] = [];
    const pn532 = new Conversation({
      ...link,
      write: (bytes) => {
        writes.push(bytes);
        // Extended frames, which the scripted peer does not read: answered here.
        peer.say(ACK + frame(writes.length === 3 ? 'd541009000' : 'd54100'));
      },
    });
    expect(await exchangeApdu(pn532, 1, new Uint8Array(600))).toEqual(hex('9000'));
    for (const bytes of writes) {
      const extended = bytes[3] === 0xff && bytes[4] === 0xff;
      const at = extended ? 8 : 5;
      sizes.push([bytes[at + 2]!.toString(16), bytes.length - at - 2 - 3]);
    }
    expect(sizes).toEqual([
      ['41', 262],
      ['41', 262],
      ['1', 76],
    ]);
  });

  it('to a card that left ends in CardGone', async () => {
    const { pn532 } = converse(() => answer('d54101'));
    await expect(exchangeApdu(pn532, 1, hex('00b0000002'))).rejects.toMatchObject({
      name: 'CardGone',
      message: 'the card did not answer in time',
    });
  });

  it('whose response never ends, or has no status word, ends in CardGone', async () => {
    const endless = converse(() => answer('d54140'));
    await expect(exchangeApdu(endless.pn532, 1, hex('00b0000002'))).rejects.toMatchObject({ name: 'CardGone' });
    const cut = converse(() => answer('d5410090'));
    await expect(exchangeApdu(cut.pn532, 1, hex('00b0000002'))).rejects.toMatchObject({ name: 'CardGone' });
  });

  it('that cannot be one is a RangeError', async () => {
    const { pn532 } = converse(() => []);
    await expect(exchangeApdu(pn532, 1, hex('00b000'))).rejects.toThrow(RangeError);
  });
});
