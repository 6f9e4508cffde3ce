import { describe, expect, it } from 'vitest';
import type { SchemePolicy } from './policy.ts';
import { faultLines, readPolicy } from './read-policy.ts';
import { SCHEME_IDS, scheme, schemeText } from './schemes.testing.ts';
import {
  ACTIVITY_SOURCES,
  CARD_PROFILES,
  MEASURES,
  PREPARATIONS,
  REFERRERS,
  SERVICE_USE,
  STAFF_ROLES,
} from './words.ts';

const all = SCHEME_IDS.map(scheme);
const luton = () => JSON.parse(schemeText('luton'));
const faults = (value: unknown) => faultLines(readPolicy(JSON.stringify(value)).faults ?? []);

describe('the schemes we ship', () => {
  it('are the twelve of the table, each in a file of its own name', () => {
    expect(all.map((policy) => policy.id)).toEqual(SCHEME_IDS);
    expect(SCHEME_IDS).toHaveLength(12);
  });
  it('suppress counts under five and keep data eight years where they do not say otherwise', () => {
    expect(scheme('luton')).toMatchObject({ suppressBelow: 5, retentionYears: 8, review: { missedRunning: 2 } });
  });
});

describe('every option of a policy is there because a scheme needs it', () => {
  const used = (pick: (policy: SchemePolicy) => readonly string[]) => new Set(all.flatMap(pick));

  it.each<[string, readonly string[], (policy: SchemePolicy) => readonly string[]]>([
    ['lengths', ['weeks', 'coaching', 'open-ended'], (p) => [p.length.is]],
    ['referrers', REFERRERS, (p) => p.referral.from],
    ['first appointments', ['waiting-list', 'direct-booking', 'surgery', 'home-visit'], (p) => [p.firstAppointment.by]],
    ['ways to prepare for a group', PREPARATIONS, (p) => p.beforeGroup],
    ['sources of activities', ACTIVITY_SOURCES, (p) => p.activities.from],
    ['card profiles', CARD_PROFILES, (p) => p.cards],
    ['measures', [...MEASURES, 'self-care'], (p) => p.measures.baseline],
    ['service use', SERVICE_USE, (p) => p.serviceUse?.imports ?? []],
    ['staff roles', STAFF_ROLES, (p) => p.roles.map((r) => r.role)],
    [
      'ways to step back as a companion',
      ['confident', 'as-long-as-needed', 'visits'],
      (p) => p.companions.map(({ until }) => (typeof until === 'object' ? 'visits' : until)),
    ],
  ])('%s', (_, options, pick) => expect([...used(pick)].sort()).toEqual([...options].sort()));

  it('and each setting that may be left out is said by one of them', () => {
    const said = new Set(SCHEME_IDS.flatMap((id) => pathsOf(JSON.parse(schemeText(id)))));
    const possible = new Set(all.flatMap((policy) => pathsOf(policy)));
    // What a file leaves out is filled in when it is read; so what no file says is in the filled-in ones only.
    expect([...possible].filter((path) => !said.has(path))).toEqual([]);
  });
});

/** Every setting of a value, by name, without numbers of lists. */
function pathsOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return [at, ...value.flatMap((one) => pathsOf(one, at))];
  if (value === null || typeof value !== 'object') return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, at ? `${at}.${key}` : key))];
}

describe('a fault in a policy file is told in words, with the path to the setting', () => {
  it('all of them at once', () => {
    const policy = luton();
    policy.length = { is: 'weeks', from: 12.5, to: 0 };
    policy.referral.from = ['doctor'];
    policy.measures.followUps[0].weeks = 'twelve';
    delete policy.linkWorkerTitle;
    expect(faults(policy)).toEqual([
      'linkWorkerTitle is missing',
      'length.from should be a whole number',
      'length.to should be 1 or more',
      `referral.from[0] should be one of ${REFERRERS.map((r) => `"${r}"`).join(', ')}`,
      'measures.followUps[0].weeks should be a number',
    ]);
  });
  it.each<[string, (policy: ReturnType<typeof luton>) => void, string]>([
    ['a setting there is none of', (p) => (p.lenght = 12), 'lenght is not a setting of a scheme'],
    [
      'a kind there is none of',
      (p) => (p.length = { is: 'months' }),
      'length.is should be one of "weeks", "coaching", "open-ended"',
    ],
    [
      'more than one kind at a place',
      (p) => (p.companions = [{ title: 'A', until: 'never' }]),
      'companions[0].until should be one of "confident", "as-long-as-needed", or should be a group of settings in curly brackets',
    ],
    ['an empty list', (p) => (p.areas = []), 'areas should have at least 1'],
    ['an empty name', (p) => (p.name = ' '), 'name should not be empty'],
    ['a list that repeats itself', (p) => (p.areas = ['A', 'A']), 'areas says the same thing twice'],
    [
      'a range the wrong way round',
      (p) => (p.length = { is: 'weeks', from: 12, to: 4 }),
      'length.to should not be less than "from"',
    ],
    [
      'a measure there is none of',
      (p) => p.measures.baseline.push('swemwbs'),
      'measures.baseline[3] "swemwbs" is no measure: Tapwell has ons4, ipaq, goals, self-care',
    ],
    [
      'a licensed score under the name of ours',
      (p) => p.measures.imported.push({ ...p.measures.imported[0], id: 'ons4' }),
      'measures.imported[1].id is the name of a measure that Tapwell has itself',
    ],
    [
      'a saving for what is not imported',
      (p) =>
        (p.serviceUse = {
          imports: ['admissions'],
          weeksBefore: 52,
          weeksAfter: 52,
          returnPerPound: { costPencePerPerson: 1, savedPence: { 'a-and-e': 1 } },
        }),
      'serviceUse.returnPerPound.savedPence["a-and-e"] is not among the figures this scheme imports',
    ],
    [
      'a second programme after one without end',
      (p) => {
        p.length = { is: 'open-ended' };
        p.secondProgramme = { weeks: 52 };
      },
      'secondProgramme needs a first programme with a length in weeks',
    ],
    [
      'residents who may add where they offer nothing',
      (p) => (p.activities.residentsMayAdd = true),
      'activities.residentsMayAdd needs "residents-group" in activities.from',
    ],
    [
      'a visit alone where nobody comes along',
      (p) => (p.milestones = [{ id: 'alone', title: 'Alone', onVisitAlone: true }]),
      'milestones has one for a visit alone, but nobody comes along in this scheme',
    ],
  ])('%s', (_, spoil, fault) => {
    const policy = luton();
    spoil(policy);
    expect(faults(policy)).toEqual([fault]);
  });
  it('a file that is no JSON, or something else than a policy', () => {
    expect(faultLines(readPolicy('{"id": ').faults!)[0]).toMatch(/^the file is not JSON: /);
    expect(faults([])).toEqual(['the file should be a group of settings in curly brackets']);
  });
});
