import { expect, it } from 'vitest';
import { openStore } from './open.ts';
import { Quarantine } from './quarantine.ts';

it('lists what is asked for, however many lines of others are newer', () => {
  const quarantine = new Quarantine(openStore(':memory:'));
  const refuse = (key: string, at: number) =>
    quarantine.add({ key, kind: 'fact', body: '{}', reason: 'no' }, new Date(at));
  refuse('ours', 1);
  for (let i = 2; i < 10; i++) refuse(`other ${i}`, i);
  expect(quarantine.list(3, ({ key }) => key === 'ours')).toMatchObject([{ key: 'ours' }]);
  expect(quarantine.list(3)).toHaveLength(3);
});
