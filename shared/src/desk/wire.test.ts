import { expect, it } from 'vitest';
import { deskTask } from './wire.ts';

it('a card is made for one patient or one companion, never for both or nobody', () => {
  for (const task of ['issue', 'register'] as const) {
    expect(deskTask.safeParse({ do: task, patientId: 'mary' }).success).toBe(true);
    expect(deskTask.safeParse({ do: task, companionId: 'pat' }).success).toBe(true);
    expect(deskTask.safeParse({ do: task, patientId: 'mary', companionId: 'pat' }).success).toBe(false);
    expect(deskTask.safeParse({ do: task }).success).toBe(false);
  }
});
