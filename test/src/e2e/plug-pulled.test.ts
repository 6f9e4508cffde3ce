import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rig, startRig } from './rig.ts';

describe('when the plug is pulled', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig('serial');
  });
  afterAll(() => rig?.close());

  it('a tap with the hub gone shows "saved", and arrives after the hub is back', async () => {
    const { register, screen } = rig.demo.file();
    const kiosk = await rig.open(screen);
    await kiosk.locator('[data-screen=idle]').waitFor();
    await rig.demo.stopPart('hub', 'SIGKILL');

    const [outcome] = await Promise.all([rig.tap('mary'), kiosk.getByText('Saved. Thank you.').waitFor()]);
    expect(outcome).toEqual({ outcome: 'saved-offline' });
    expect(await rig.tap('grace')).toEqual({ outcome: 'saved-offline' });

    await rig.demo.startPart('hub');
    const provider = await rig.signedIn(register, 'provider');
    for (const name of ['Mary', 'Grace']) {
      await provider.locator(`.person--here:has(.person__name:text-is("${name}"))`).waitFor();
    }
    expect(await rig.tap('mary')).toMatchObject({ outcome: 'already-checked-in' });
  });

  it('a tap with central gone is greeted as ever, and arrives after central is back', async () => {
    const { workspace } = rig.demo.file();
    await rig.demo.stopPart('central', 'SIGKILL');
    expect(await rig.tap('gwen')).toMatchObject({ outcome: 'checked-in', name: 'Gwen', visit: 4 });

    await rig.demo.startPart('central');
    const worker = await rig.signedIn(workspace, 'link-worker');
    await worker.getByRole('link', { name: 'Gwen Pritchard' }).click();
    await worker.getByText('4 of 12 visits').waitFor();
  });

  it('a kiosk that is killed comes back with its journal, and the same tap is not recorded again', async () => {
    await rig.demo.stopPart('hub', 'SIGKILL');
    expect(await rig.tap('zofia')).toEqual({ outcome: 'saved-offline' });
    await rig.demo.stopPart('kiosk', 'SIGKILL');
    await rig.demo.startPart('hub');
    await rig.demo.startPart('kiosk');
    const worker = await rig.signedIn(rig.demo.file().workspace, 'link-worker');
    await worker.getByRole('link', { name: 'Zofia Nowak' }).click();
    await worker.getByText('1 of 12 visits').waitFor();
    expect(await rig.tap('zofia')).toMatchObject({ outcome: 'already-checked-in' });
  });

  it('a screen that has lost its kiosk invites nobody', async () => {
    const kiosk = await rig.open(rig.demo.file().screen);
    await kiosk.locator('[data-screen=idle]').waitFor();
    await rig.demo.stopPart('kiosk', 'SIGKILL');
    await kiosk.getByText('The card reader is not ready. Please see a member of staff.').waitFor();
    await rig.demo.startPart('kiosk');
    await kiosk.locator('[data-screen=idle]').waitFor();
  });

  it('a reader that is unplugged says so kindly, and works again when it is plugged in', async () => {
    const { screen } = rig.demo.file();
    const kiosk = await rig.open(screen);
    await rig.faults({ unplugged: true });
    await kiosk.getByText('The card reader is not ready. Please see a member of staff.').waitFor();
    const provider = await rig.signedIn(rig.demo.file().register, 'provider');
    await provider.getByText('Kiosk “Front door”:').waitFor();
    await rig.faults({ unplugged: false });
    await kiosk.locator('[data-screen=idle]').waitFor();
    await provider.getByText('Kiosk “Front door”:').waitFor({ state: 'detached' });
    expect(await rig.tap('joan')).toMatchObject({ outcome: 'checked-in' });
  });
});
