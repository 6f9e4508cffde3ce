import type { TaskProgress } from '@tapwell/shared/desk/wire';
import { expect, it } from 'vitest';
import { loadDirectory } from '../directory/load-directory.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { smallRecord } from '../testing/record.ts';
import { Desk } from './desk.ts';
import { runTask } from './run-task.ts';

it('no card is asked for to replace that of somebody who no longer comes along: it would be used up for nobody', async () => {
  const db = await smallRecord();
  const card = await db.selectFrom('card').selectAll().where('id', '=', 'card-mary').executeTakeFirstOrThrow();
  await loadDirectory(db, {
    companion: [{ id: 'pat', display_name: 'Pat', language: null, larger_text: 0 }],
    accompanies: [{ companion_id: 'pat', patient_id: 'mary' }],
    card: [{ ...card, id: 'card-pat', patient_id: null, companion_id: 'pat', uid: '04AABBCCDDEE80' }],
  });
  const replace = async () => {
    const shown: string[] = [];
    const progress = ({ step }: TaskProgress) => void shown.push(step);
    const wire = { apdu: () => Promise.reject(new Error('no card')), progress };
    const desk = new Desk({ id: 'desk', staffId: 'priya' }, wire, () => {});
    const deps = { db, keys: newSchemeKeys(), cardUrl: 'https://example.org/c', log: () => {} };
    const end = runTask(desk, { do: 'replace', cardId: 'card-pat', randomId: false }, deps);
    await expect.poll(() => shown.length).toBeGreaterThan(0);
    desk.stop('Stopped.');
    return { first: shown[0], end: await end };
  };
  expect(await replace()).toMatchObject({ first: 'waiting', end: { words: 'Stopped.' } });
  await db.updateTable('accompanies').set({ ended_at: '2026-06-01T12:00:00.000Z', ended_on: '2026-06-01' }).execute();
  expect(await replace()).toMatchObject({
    first: 'refused',
    end: { words: expect.stringMatching(/^Nobody like that/) },
  });
  await db.destroy();
});
