import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EVENT_KINDS, OUTCOMES } from '../path/events.ts';
import { schemePolicy } from './policy.ts';
import { SCHEME_IDS, scheme } from './schemes.testing.ts';
import {
  ACTIVITY_SOURCES,
  CARD_PROFILES,
  MEASURES,
  PREPARATIONS,
  REFERRERS,
  SERVICE_USE,
  STAFF_ROLES,
} from './words.ts';

const docs = readFileSync(new URL('../../../docs/schemes.md', import.meta.url), 'utf8');

it('docs/schemes.md tells of every setting, every word a policy may choose, every event and every scheme', () => {
  const words = [ACTIVITY_SOURCES, CARD_PROFILES, MEASURES, PREPARATIONS, REFERRERS, SERVICE_USE, STAFF_ROLES].flat();
  const all = [...Object.keys(schemePolicy.shape), ...words, ...EVENT_KINDS, ...OUTCOMES];
  expect(all.filter((word) => !docs.includes(`\`${word}\``))).toEqual([]);
  expect(SCHEME_IDS.filter((id) => !docs.includes(`**${scheme(id).name}**`))).toEqual([]);
});
