import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Asking } from './asking.ts';
import type { Heard, Whose } from './whose.ts';

interface Person {
  id: string;
  role: string;
}
type Answers = Heard<Person>;
const PRIYA = { id: 'priya', role: 'link-worker' };
const priya: Answers = { is: 'somebody', me: PRIYA };
const daniel: Answers = { is: 'somebody', me: { id: 'daniel', role: 'link-worker' } };
const nobody: Answers = { is: 'nobody', why: undefined };
const unknown: Answers = { is: 'unknown' };

/** What was asked of the server and has no answer yet, in order. */
let open: ((heard: Answers) => void)[];
let shown: Whose<Person>[];
let told: string[];
let did: string[];
let asking: Asking<Person>;
beforeEach(() => {
  vi.useFakeTimers();
  [open, shown, told, did] = [[], [], [], []];
  asking = new Asking<Person>({
    ask: () => new Promise((resolve) => open.push(resolve)),
    show: (next) => void shown.push(next),
    tell: (word) => void told.push(word),
    resumed: () => void did.push('resumed'),
    sendAgain: () => void did.push('sent again'),
  });
});
afterEach(() => {
  asking.stop();
  vi.useRealTimers();
});
/** The oldest question that is open is answered. */
async function answers(heard: Answers): Promise<void> {
  open.shift()!(heard);
  await vi.advanceTimersByTimeAsync(0);
}
async function begun(): Promise<void> {
  void asking.check();
  await answers(priya);
  told = [];
}
const page = () => [asking.whose.me?.id ?? null, asking.whose.away];

describe('asking who is signed in', () => {
  it('goes on until it is known, once another tab said that something changed', async () => {
    await begun();
    asking.heard('sign-in');
    await answers(unknown);
    expect(page()).toEqual(['priya', null]);
    expect(open).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(5_000);
    await answers(daniel);
    expect(page()).toEqual(['daniel', null]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(open).toHaveLength(0);
  });

  it('lets no answer stand from before another tab said so', async () => {
    await begun();
    asking.refused();
    asking.heard('sign-in');
    expect(open).toHaveLength(2);
    await answers(priya);
    expect(did).toEqual([]);
    await answers(daniel);
    expect(page()).toEqual(['daniel', null]);
  });

  it('asks once for many refusals, and once more for those that came meanwhile', async () => {
    await begun();
    for (let i = 0; i < 4; i++) asking.refused();
    expect(open).toHaveLength(1);
    await answers(priya);
    expect(open).toHaveLength(1);
    await answers(nobody);
    expect(page()).toEqual(['priya', 'signed-out']);
    expect(open).toHaveLength(0);
  });

  it('who signs in is heard, whatever question hangs', async () => {
    await begun();
    asking.refused();
    await answers(nobody);
    asking.refused();
    void asking.check();
    const [hanging, theirs] = open;
    theirs!(priya);
    await vi.advanceTimersByTimeAsync(0);
    hanging!(nobody);
    await vi.advanceTimersByTimeAsync(0);
    expect(page()).toEqual(['priya', null]);
    expect(did.at(-1)).toBe('resumed');
  });
});

describe('a sign-out in one tab', () => {
  it('leaves nothing in another, also where the server cannot be reached', async () => {
    await begun();
    asking.heard('sign-out');
    expect(page()).toEqual([null, null]);
    await answers(unknown);
    expect(page()).toEqual([null, null]);
    // It never comes back by itself.
    await vi.advanceTimersByTimeAsync(60_000);
    expect(open).toHaveLength(0);
    expect(shown.at(-1)?.me).toBeNull();
  });

  it('is not undone by an answer from before', async () => {
    await begun();
    asking.refused();
    asking.signedOut();
    expect(told).toEqual(['sign-out']);
    await answers(priya);
    expect(page()).toEqual([null, null]);
    await answers(nobody);
    expect(page()).toEqual([null, null]);
  });
});

describe('what waits to be sent', () => {
  it('goes on whenever the same person is found signed in, also where nothing was covered', async () => {
    await begun();
    expect(did).toEqual([]);
    asking.refused();
    await answers(priya);
    expect(did).toEqual(['sent again']);
    asking.refused();
    await answers(nobody);
    asking.heard('sign-in');
    await answers(priya);
    expect(did).toEqual(['sent again', 'resumed']);
  });

  it('does not for another, nor while nobody knows', async () => {
    await begun();
    asking.refused();
    await answers(unknown);
    asking.refused();
    await answers(daniel);
    expect(did).toEqual([]);
  });
});
