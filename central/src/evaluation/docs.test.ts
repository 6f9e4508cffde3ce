import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ALL_DEFINITIONS } from './definitions.ts';

it('docs/evaluation.md says of every figure what the page says, and of no others', () => {
  const text = readFileSync(new URL('../../../docs/evaluation.md', import.meta.url), 'utf8');
  const [, table] = text.split('## What each figure means');
  const rows = table!
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | '));
  expect(rows).toEqual(ALL_DEFINITIONS.map((d) => [d.title, d.counts, d.of, d.leftOut, d.noData]));
});
