import { type PathEvent, pathEvent } from '@tapwell/shared/path/events';
import { agreed, Journey } from '@tapwell/shared/path/journey.testing';
import { mayAppend } from '@tapwell/shared/path/may-append';
import { scheme } from '@tapwell/shared/scheme/schemes.testing';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../form/fields.ts';
import { formOf, isPlain, type PlainKind } from './event-forms.ts';

/** The event that a form makes, as central would read it. */
function made(journey: Journey, kind: PlainKind, today: string, values: object = {}, event: PathEvent | null = null) {
  const path = journey.at(today);
  const form = formOf(kind, { policy: journey.policy, path, offers: [] }, event);
  const filled = { ...form.start, ...values };
  expect(faultsOf(form.fields, filled)).toEqual([]);
  const recorded = { id: event ? NEXT : NEW, recordedAt: `${today}T12:00:00.000Z`, by: { id: 'rosa', name: 'Rosa' } };
  const draft = pathEvent.parse({ kind, on: today, ...recorded, corrects: event?.id ?? null, ...form.own(filled) });
  return { draft, whyNot: mayAppend(journey.policy, path, draft) };
}
const NEW = '01890000-0000-7000-8000-00000000ff01';
const NEXT = '01890000-0000-7000-8000-00000000ff02';

describe('a form', () => {
  it('as it opens, or with one choice made, records what the rules take', () => {
    const luton = agreed(scheme('luton'));
    expect(made(luton, 'contact', '2026-02-03')).toMatchObject({
      draft: { how: 'phone', reached: true },
      whyNot: null,
    });
    expect(made(luton, 'review', '2026-02-03')).toMatchObject({ draft: { nextOn: '2026-03-17' }, whyNot: null });
    expect(made(luton, 'paused', '2026-02-03', { why: 'Away' })).toMatchObject({
      draft: { until: null, why: 'Away' },
      whyNot: null,
    });
    expect(made(luton, 'outcome', '2026-02-03', { outcome: 'moved' }).whyNot).toBeNull();
    expect(made(agreed(scheme('bromley-by-bow')), 'coaching', '2026-02-03').whyNot).toBeNull();
    const doncaster = agreed(scheme('doncaster'));
    const [oneOff] = doncaster.policy.oneOffs;
    const agreedAgain = doncaster.event('prescription', '2026-02-01', { start: '2026-02-02', oneOffs: [oneOff!.id] });
    doncaster.events.push(agreedAgain);
    expect(made(doncaster, 'one-off-done', '2026-02-03').draft).toMatchObject({ oneOff: oneOff!.id });
  });
  it('of a referral asks from where only of those who work somewhere', () => {
    const bigLocal = new Journey(scheme('big-local'));
    const values = { reason: bigLocal.policy.referral.reasons[0]!, consent: 'spoken' };
    expect(made(bigLocal, 'referral', '2026-02-03', { ...values, referrer: 'nobody' })).toMatchObject({
      ...{ draft: { referrer: null }, whyNot: null },
    });
    const luton = new Journey(scheme('luton'));
    const { fields, start } = formOf(
      'referral',
      { policy: luton.policy, path: luton.at('2026-02-03'), offers: [] },
      null,
    );
    const faults = faultsOf(fields, { ...start, ...values, reason: 'Housing', referrer: 'gp' });
    expect(faults).toEqual([{ name: 'worksAt', says: 'From which practice, pharmacy or team: write something.' }]);
  });
  it('offers only outcomes that the rules would take', () => {
    const ends = (journey: Journey) => {
      const about = { policy: journey.policy, path: journey.at('2026-02-10'), offers: [] };
      const [field] = formOf('outcome', about, null).fields;
      return field?.is === 'choice' ? field.options.map(({ value }) => value) : [];
    };
    const waiting = new Journey(scheme('luton'));
    waiting.add('referral', '2026-01-05');
    expect(ends(waiting)).toEqual(['declined', 'no-longer-eligible', 'moved', 'died']);
    const attending = agreed(scheme('east-riding'));
    attending.visits(['2026-02-03']);
    expect(ends(attending)).toContain('renewed');
    expect(ends(agreed(scheme('luton')))).not.toContain('completed');
  });
  it('opened to correct holds what was recorded', () => {
    const luton = agreed(scheme('luton'));
    const wrong = luton.add('contact', '2026-02-02', { how: 'letter', reached: false, note: 'No answer' });
    const { draft, whyNot } = made(luton, 'contact', '2026-02-03', { reached: 'yes' }, wrong);
    expect(whyNot).toBeNull();
    expect(draft).toMatchObject({ how: 'letter', reached: true, note: 'No answer', corrects: wrong.id });
  });
  it('is not for visits, cards, prescriptions or measures', () => {
    expect(
      ['visit', 'card', 'prescription', 'conversation', 'toString'].filter((kind) => isPlain(kind as never)),
    ).toEqual([]);
  });
});
