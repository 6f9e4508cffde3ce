import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takePcscd } from '../readers/pcscd.ts';
import { type Rig, startRig } from './rig.ts';

/** A line of the register, by the person's name. */
const line = (name: string) => `.person:has(.person__name:text-is("${name}"))`;

describe.each(['serial', 'pcsc'] as const)('the story of a tap, on the %s path', (reader) => {
  let rig: Rig;
  let letGo = async () => {};
  beforeAll(async () => {
    if (reader === 'pcsc') letGo = (await takePcscd()).release;
    rig = await startRig(reader);
  });
  afterAll(async () => {
    await rig?.close();
    await letGo();
  });

  it('goes from card to screen, register and prescription, without a reload', async () => {
    const { screen, register, workspace } = rig.demo.file();
    const kiosk = await rig.open(screen);
    await kiosk.locator('[data-screen=idle]').waitFor();
    const provider = await rig.signedIn(register, 'provider');
    await provider.locator(`${line('Mary')}:has-text("Expected")`).waitFor();
    const worker = await rig.signedIn(workspace, 'link-worker');
    await worker.getByRole('link', { name: 'Mary Adeyemi' }).click();
    await worker.getByText('4 of 12 visits').waitFor();

    const [outcome] = await Promise.all([rig.tap('mary'), kiosk.getByText('Welcome, Mary').waitFor()]);
    expect(outcome).toMatchObject({ outcome: 'checked-in', name: 'Mary', visit: 5, of: 12 });
    await kiosk.getByText('Visit 5 of 12').waitFor();
    expect(await kiosk.locator('main').getAttribute('data-sound')).toBe('done');
    await provider.locator(`${line('Mary')}:has-text("Here since")`).waitFor();
    await worker.getByText('5 of 12 visits').waitFor();
    await worker.getByRole('listitem', { name: /^Week 6.*: Came/ }).waitFor();
    await kiosk.locator('[data-screen=idle]').waitFor();
  });

  it('never counts the same card twice', async () => {
    expect(await rig.tap('mary')).toMatchObject({ outcome: 'already-checked-in', name: 'Mary' });
    expect(await rig.tap('mary')).toMatchObject({ outcome: 'already-checked-in', name: 'Mary' });
    const { sessionId } = (await rig.tap('mary')) as { sessionId: string };
    const today = sessionId.split('@')[1]!.slice(0, 10);
    await expect(rig.encounters(`patient=patient-001&date=ge${today}`)).resolves.toHaveLength(1);
  });

  it('lets a patient who is booked on two sessions choose with one press, and change their mind', async () => {
    const kiosk = await rig.open(rig.demo.file().screen);
    const [outcome] = await Promise.all([
      rig.tap('ahmed'),
      kiosk.getByRole('button', { name: /Walking for Health/ }).click(),
    ]);
    expect(outcome).toMatchObject({ outcome: 'choose-session', choices: [{}, {}] });
    await kiosk.getByText('Welcome, Ahmed').waitFor();
    await kiosk.getByRole('button', { name: 'Not this one? Choose again' }).click();
    await kiosk.getByRole('button', { name: /Sing for Joy/ }).click();
    await kiosk.getByText(/^Sing for Joy,/).waitFor();
    expect(await rig.tap('ahmed')).toMatchObject({ outcome: 'already-checked-in', activity: 'Sing for Joy' });
  });

  it('greets every kind of card as it should be greeted', async () => {
    expect(await rig.tap('grace')).toMatchObject({ outcome: 'checked-in', name: 'Grace' });
    expect(await rig.tap('joan')).toMatchObject({ outcome: 'checked-in', visit: 12, of: 12, largerText: true });
    expect(await rig.tap('derek')).toMatchObject({ outcome: 'drop-in' });
    expect(await rig.tap('sunita')).toMatchObject({ outcome: 'prescription-ended', linkWorker: 'Priya Nair' });
    expect(await rig.tap('kofi')).toMatchObject({ outcome: 'card-blocked' });
    expect(await rig.tap('bus-pass')).toMatchObject({ outcome: 'card-not-recognised' });
    expect(await rig.tap('forged')).toMatchObject({ outcome: 'card-suspect' });
  });

  it('asks to hold a card longer that was pulled away, and records nothing of it', async () => {
    const { screen } = rig.demo.file();
    const kiosk = await rig.open(screen);
    await rig.faults({ pullAwayAfter: 2 });
    const [outcome] = await Promise.all([
      rig.tap('zofia'),
      kiosk.getByText('Hold your card a little longer').waitFor(),
    ]);
    expect(outcome).toEqual({ outcome: 'hold-card-longer' });
    await rig.faults({ pullAwayAfter: null });
    expect(await rig.tap('zofia')).toMatchObject({ outcome: 'checked-in', visit: 1 });
  });
});
