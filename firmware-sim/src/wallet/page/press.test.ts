import { describe, expect, it } from 'vitest';
import { type Press, type PressAction, type PressInput, press } from './press.ts';

function run(...inputs: PressInput[]): PressAction[] {
  let state: Press = { at: 'rest' };
  return inputs.flatMap((input) => {
    const [next, action] = press(state, input);
    state = next;
    return action ? [action] : [];
  });
}
const down: PressInput = { on: 'down', x: 100, y: 100 };
const move = (x: number, over: boolean): PressInput => ({ on: 'move', x, y: 100, over });

describe('pressing a card', () => {
  it('is a tap when short', () => {
    expect(run(down, { on: 'up' })).toEqual(['tap']);
  });

  it('is still a tap when the finger shakes', () => {
    expect(run(down, move(105, false), { on: 'up' })).toEqual(['tap']);
  });

  it('places the card when long, and removes it at the end', () => {
    expect(run(down, { on: 'long' }, { on: 'up' })).toEqual(['place', 'remove']);
    expect(run(down, { on: 'long' }, { on: 'cancel' })).toEqual(['place', 'remove']);
  });

  it('carries the card, which touches the reader while it is above it', () => {
    expect(run(down, move(200, false), move(300, true), move(400, false), { on: 'up' })).toEqual(['place', 'remove']);
  });

  it('leaves a card lying that is dropped on the reader', () => {
    expect(run(down, move(300, true), { on: 'long' }, { on: 'up' })).toEqual(['place', 'leave']);
  });

  it('does nothing when a card is dropped beside the reader, or the press is cancelled', () => {
    expect(run(down, move(200, false), { on: 'up' })).toEqual([]);
    expect(run(down, { on: 'cancel' })).toEqual([]);
  });
});
