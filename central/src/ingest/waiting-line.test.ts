import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Leave, WaitingLine } from './waiting-line.ts';

describe('a waiting line', () => {
  it('lets in so many at once, and who came first is first', async () => {
    const line = new WaitingLine({ places: 2, most: 10, patienceMs: 10_000, comeAgainMs: 10_000 });
    const order: number[] = [];
    const inside: Leave[] = [];
    for (let i = 0; i < 5; i++) {
      void line.enter().then((leave) => {
        order.push(i);
        inside.push(leave!);
      });
    }
    await sleep(0);
    expect(order).toEqual([0, 1]);
    inside[1]!();
    await sleep(0);
    expect(order).toEqual([0, 1, 2]);
    inside[0]!();
    inside[2]!();
    await sleep(0);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });
  it('counts somebody who leaves twice once', async () => {
    const line = new WaitingLine({ places: 1, most: 10, patienceMs: 10_000, comeAgainMs: 10_000 });
    const leave = (await line.enter())!;
    leave();
    leave();
    await line.enter();
    let third = false;
    void line.enter().then(() => {
      third = true;
    });
    await sleep(0);
    expect(third).toBe(false);
  });
  it('turns away who finds it full, or has waited for long', async () => {
    const line = new WaitingLine({ places: 1, most: 1, patienceMs: 20, comeAgainMs: 10_000 });
    const leave = await line.enter();
    const second = line.enter();
    expect(await line.enter()).toBeUndefined();
    expect(await second).toBeUndefined();
    // Whoever gave up takes nobody's place.
    leave!();
    expect(await line.enter()).toBeDefined();
  });
  it('asks those it turns away to come at different times, none at once', () => {
    const times = [0, 0.5, 0.99].map((at) =>
      new WaitingLine({ places: 1, most: 1, patienceMs: 10_000, comeAgainMs: 10_000 }, () => at).comeAgainS(),
    );
    expect(times).toEqual([5, 10, 15]);
  });
});
