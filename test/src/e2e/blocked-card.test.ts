import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rig, startRig } from './rig.ts';

/** From the press in the workspace to the hub's word that it knows. */
const BUDGET_MS = 5_000;

describe('a card that is blocked in the workspace', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig('serial');
  });
  afterAll(async () => rig?.close());

  const openGwen = async () => {
    const worker = await rig.signedIn(rig.demo.file().workspace, 'link-worker');
    await worker.getByRole('link', { name: 'Gwen Pritchard' }).click();
    return worker;
  };

  it('works nowhere any more within five seconds, and the workspace says so', async () => {
    const worker = await openGwen();
    await worker.getByRole('button', { name: /^Block/ }).click();
    const pressed = performance.now();
    await worker.getByRole('button', { name: 'Block the card', exact: true }).click();
    await worker.getByText('Known at High Town Community Hub.').waitFor({ timeout: BUDGET_MS });
    const ms = performance.now() - pressed;
    console.info(`known at the venue ${Math.round(ms)} ms after the press`);
    expect(ms).toBeLessThan(BUDGET_MS);
    expect(await rig.tap('gwen')).toMatchObject({ outcome: 'card-blocked' });
  });

  it('works again as soon as it is unblocked', async () => {
    const worker = await openGwen();
    await worker.getByRole('button', { name: /^Unblock/ }).click();
    await worker.getByRole('button', { name: 'Unblock the card', exact: true }).click();
    await worker.getByText('In use').waitFor({ timeout: BUDGET_MS });
    await expect.poll(() => rig.tap('gwen'), { timeout: BUDGET_MS }).toMatchObject({ outcome: 'checked-in' });
  });

  it('waits for a hub that is away, says so, and reaches it when it is back', async () => {
    await rig.demo.stopPart('hub');
    const worker = await rig.signedIn(rig.demo.file().workspace, 'link-worker');
    await worker.getByRole('link', { name: 'Mary Adeyemi' }).click();
    await worker.getByRole('button', { name: /^Block/ }).click();
    await worker.getByRole('button', { name: 'Block the card', exact: true }).click();
    // It asked a moment ago; only after a minute is it called silent.
    await worker.getByText('Known at 0 of 1 venues; High Town Community Hub is being told now.').waitFor();
    await rig.demo.startPart('hub');
    await worker.getByText('Known at High Town Community Hub.').waitFor({ timeout: 20_000 });
    expect(await rig.tap('mary')).toMatchObject({ outcome: 'card-blocked' });
  });
});
