import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../testing/bytes.ts';
import { type Effect, IDLE, type Input, type Request, type State, step } from './machine.ts';

const REQUEST: Request = { code: 0x02, information: hex('d402'), repeatable: true, replyMs: 300, wakeUp: false };
const COMMAND = '0000ff02fed4022a00';
const WAKE_UP = `5555${'00'.repeat(14)}`;
const ACK: Input = { is: 'frame', frame: { kind: 'ack' } };
const NACK: Input = { is: 'frame', frame: { kind: 'nack' } };
const DAMAGED: Input = { is: 'frame', frame: { kind: 'damaged' } };
const TIMEOUT: Input = { is: 'timeout' };
const request = (changes: Partial<Request> = {}): Input => ({ is: 'request', request: { ...REQUEST, ...changes } });
const information = (text: string): Input => ({
  is: 'frame',
  frame: { kind: 'information', information: hex(text) },
});

/** Feeds inputs and tells the effects of the last one. */
function play(...inputs: Input[]): { state: State; effects: string[] } {
  let state: State = IDLE;
  let effects: readonly Effect[] = [];
  for (const input of inputs) ({ state, effects } = step(state, input));
  return { state, effects: effects.map(show) };
}

function show(effect: Effect): string {
  if (effect.do === 'write') return `write ${toHex(effect.bytes)}`;
  if (effect.do === 'timer') return `timer ${effect.ms}`;
  if (effect.do === 'answer') return `answer ${toHex(effect.information)}`;
  return effect.do === 'fail' ? `fail ${effect.why}` : effect.do;
}

describe('the conversation with a PN532', () => {
  it('sends a command and expects its ACK within 100 ms', () => {
    expect(play(request()).effects).toEqual(['drop-partial', `write ${COMMAND}`, 'timer 100']);
  });

  it('puts the wake-up bytes before the command when the chip may sleep', () => {
    expect(play(request({ wakeUp: true })).effects[1]).toBe(`write ${WAKE_UP}${COMMAND}`);
  });

  it('waits for the reply once the ACK came', () => {
    expect(play(request(), ACK).effects).toEqual(['timer 300']);
  });

  it('answers with the reply', () => {
    const { state, effects } = play(request(), ACK, information('d50332010607'));
    expect(effects).toEqual(['stop-timer', 'answer d50332010607']);
    expect(state).toEqual(IDLE);
  });

  it('sends again with the wake-up bytes when no ACK came, and gives up after that', () => {
    expect(play(request(), TIMEOUT).effects[1]).toBe(`write ${WAKE_UP}${COMMAND}`);
    expect(play(request(), TIMEOUT, TIMEOUT).effects).toContain('fail no-ack');
  });

  it('sends again when the chip asks for it', () => {
    expect(play(request(), NACK).effects[1]).toBe(`write ${WAKE_UP}${COMMAND}`);
  });

  it('never sends a second time what a card may already have heard', () => {
    expect(play(request({ repeatable: false }), TIMEOUT).effects).toContain('fail no-ack');
    expect(play(request({ repeatable: false }), NACK).effects).toContain('fail no-ack');
  });

  it('stops the chip with an ACK when no reply came', () => {
    expect(play(request(), ACK, TIMEOUT).effects).toEqual(['stop-timer', 'write 0000ff00ff00', 'fail no-reply']);
  });

  it('stops the chip with an ACK when aborted', () => {
    const effects = ['stop-timer', 'write 0000ff00ff00', 'fail aborted'];
    expect(play(request(), { is: 'abort' }).effects).toEqual(effects);
    expect(play(request(), ACK, { is: 'abort' }).effects).toEqual(effects);
    expect(play({ is: 'abort' }).effects).toEqual([]);
  });

  it('takes a reply before the ACK for the late reply to an earlier command', () => {
    expect(play(request(), information('d50332010607')).effects).toEqual([]);
  });

  it('passes over the reply to another command and its own echo', () => {
    expect(play(request(), ACK, information('d54b00')).effects).toEqual([]);
    expect(play(request(), ACK, information('d402')).effects).toEqual([]);
  });

  it('asks three times for a damaged reply, then waits out the time', () => {
    const nack = ['write 0000ffff0000'];
    expect(play(request(), ACK, DAMAGED).effects).toEqual(nack);
    expect(play(request(), ACK, DAMAGED, DAMAGED, DAMAGED).effects).toEqual(nack);
    expect(play(request(), ACK, DAMAGED, DAMAGED, DAMAGED, DAMAGED).effects).toEqual([]);
  });

  it('fails when the chip refuses the command', () => {
    expect(play(request(), ACK, { is: 'frame', frame: { kind: 'error' } }).effects).toContain('fail refused');
  });

  it('passes over everything when nothing was asked', () => {
    for (const input of [ACK, NACK, DAMAGED, TIMEOUT, information('d50332010607')]) {
      expect(play(input)).toEqual({ state: IDLE, effects: [] });
    }
  });

  it('ends every request exactly once, whatever comes', () => {
    const inputs = fc.array(fc.constantFrom(ACK, NACK, DAMAGED, TIMEOUT, information('d503aa'), information('d54b00')));
    fc.assert(
      fc.property(inputs, (more) => {
        let state: State = IDLE;
        const ends: string[] = [];
        for (const input of [request(), ...more, TIMEOUT, TIMEOUT]) {
          const next = step(state, input);
          state = next.state;
          ends.push(...next.effects.map(show).filter((text) => /^(answer|fail)/.test(text)));
        }
        expect(ends).toHaveLength(1);
        expect(state).toEqual(IDLE);
      }),
    );
  });
});
