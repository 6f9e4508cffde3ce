import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, hex, unhex } from '../bytes.ts';
import { HostLink, type LinkEffect } from './link.ts';
import { writeFrame } from './writer.ts';

const WAKE = unhex(`5555${'00'.repeat(14)}`);
const ACK = '0000FF00FF00';
const command = (data: string) => writeFrame({ kind: 'information', data: unhex(data) });
const sent = (effects: LinkEffect[]) => effects.flatMap((one) => (one.do === 'send' ? [hex(one.bytes)] : []));

function awake(): HostLink {
  const link = new HostLink();
  link.receive(WAKE);
  return link;
}

describe('the chip side of the PN532 host link', () => {
  it('sleeps after power-up until the wake-up byte, then serves the frame glued to the preamble', () => {
    const link = new HostLink();
    expect(link.receive(command('D402'))).toEqual([]);
    expect(sent(link.receive(bytes(WAKE, command('D41401'))))).toEqual([ACK]);
  });

  it('acknowledges a command before running it, and answers with the next code', () => {
    const link = awake();
    const [ack, run] = link.receive(command('D402'));
    expect(ack).toMatchObject({ do: 'send' });
    expect(run).toMatchObject({ do: 'run', code: 0x02, ticket: 1 });
    expect(sent(link.answer(1, 0x02, unhex('32010607')))).toEqual(['0000FF06FAD50332010607E800']);
  });

  it('sends no ACK for a damaged frame', () => {
    expect(sent(awake().receive(unhex('0000FF02FED4022B00')))).toEqual([]);
  });

  it('answers a frame that is not from a host with the error frame', () => {
    expect(sent(awake().receive(command('D502')))).toEqual([ACK, '0000FF01FF7F8100']);
  });

  it('answers a command of the wrong form with the error frame', () => {
    const link = awake();
    link.receive(command('D44A'));
    expect(sent(link.answer(1, 0x4a, 'syntax-error'))).toEqual(['0000FF01FF7F8100']);
  });

  it('repeats its last answer on NACK', () => {
    const link = awake();
    link.receive(command('D402'));
    const [answer] = sent(link.answer(1, 0x02, unhex('32010607')));
    expect(sent(link.receive(writeFrame({ kind: 'nack' })))).toEqual([answer]);
  });

  it('abandons the running command on ACK and drops its late answer', () => {
    const link = awake();
    link.receive(command('D44A0100'));
    expect(link.receive(writeFrame({ kind: 'ack' }))).toEqual([{ do: 'abandon' }]);
    expect(link.answer(1, 0x4a, unhex('00'))).toEqual([]);
  });

  it('meets any bytes without a throw, and sends at most an ACK and an error for each frame', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), (chunks) => {
        const link = awake();
        for (const chunk of chunks) for (const _ of sent(link.receive(chunk))) expect(_.length).toBeLessThan(20);
      }),
    );
  });

  it('abandons the running command when a new one comes', () => {
    const link = awake();
    link.receive(command('D44A0100'));
    expect(link.receive(command('D402')).map((one) => one.do)).toEqual(['abandon', 'send', 'run']);
    expect(link.answer(1, 0x4a, unhex('00'))).toEqual([]);
    expect(sent(link.answer(2, 0x02, unhex('32010607')))).toHaveLength(1);
  });
});
