import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig('serial');
});
afterAll(async () => rig?.close());

it('who comes along taps a card of their own, and the link worker sees with whom', async () => {
  expect(await rig.tap('mary')).toMatchObject({ outcome: 'checked-in' });
  expect(await rig.tap('sam')).toMatchObject({ outcome: 'companion-recorded', name: 'Sam', with: ['Mary'] });
  const worker = await rig.signedIn(rig.demo.file().workspace, 'link-worker');
  await worker.getByRole('link', { name: 'Mary Adeyemi' }).click();
  await worker.getByRole('listitem', { name: /^Week 6.*Tapwell card; came along: Sam\.$/ }).waitFor();
  await worker.getByText('Came along: Sam').first().waitFor();
});

it('the administrator whose sign-in the demo prints gets in at the hub', async () => {
  const { register, staff } = rig.demo.file();
  const page = await rig.open(register);
  const { username, password } = staff.find((one) => one.role === 'administrator')!;
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Amira Haddad').waitFor();
  expect(await page.getByText('Mary').count()).toBe(0);
});
