import { type MeasureResult, measureId, scoreOf } from '../measures/results.ts';
import type { SchemePolicy } from '../scheme/policy.ts';
import { REFERRER_WORDS, WORKS_AT } from '../scheme/words.ts';
import type { EventKind, EventOf, PathEvent } from './events.ts';
import type { Path } from './path.ts';
import { whyNotPausing } from './pausing.ts';
import { current } from './programme.ts';
import { isLater } from './standing.ts';
import { whyNotInstead, whyNotTakeBack } from './taking-back.ts';

/**
 * Why this event may not be added to the path, as a sentence for whoever wants
 * to record it; null when it may. Told again, an event changes nothing, so it
 * may. Pure.
 */
export function mayAppend(policy: SchemePolicy, path: Path, event: PathEvent): string | null {
  if (known(path, event.id)) return null;
  if (event.on > path.today) return 'That day is still to come.';
  if (event.corrects !== null) return whyNotCorrect(path, event) ?? whyNotThis(policy, path, event);
  if (path.referral && event.kind !== 'visit' && event.on < path.referral.on) {
    return `That is before the referral of ${path.referral.on}.`;
  }
  return path.next[event.kind] ?? whyNotThis(policy, path, event);
}

function known(path: Path, id: string): PathEvent | undefined {
  return path.events.find((e) => e.id === id) ?? path.corrected.find((c) => c.event.id === id || c.by.id === id)?.event;
}

function whyNotCorrect(path: Path, event: PathEvent): string | null {
  const target = path.events.find((e) => e.id === event.corrects);
  if (!target) {
    return known(path, event.corrects!) ? 'That was corrected already.' : 'There is nothing like that to correct.';
  }
  if (!isLater(event, target)) return 'A correction comes after what it corrects.';
  if (event.kind === 'taken-back') return whyNotTakeBack(path, target);
  if (event.kind !== target.kind) return 'A correction is of the same kind; take this back and record the other.';
  return whyNotInstead(path, target, event);
}

/** What the scheme has to say to this very event, whatever its place on the path. */
function whyNotThis(policy: SchemePolicy, path: Path, event: PathEvent): string | null {
  const check = CHECKS[event.kind] as Check<EventKind> | undefined;
  return check ? check(policy, path, event) : null;
}

type Check<K extends EventKind> = (policy: SchemePolicy, path: Path, event: EventOf<K>) => string | null;

const CHECKS: { [K in EventKind]?: Check<K> } = {
  referral: ({ referral }, _, { referrer, as, throughForm, reason }) => {
    if (as === 'carer' && !referral.carers) return 'This scheme does not take carers in their own right.';
    if (throughForm && !referral.form) return 'This scheme has no electronic form.';
    if (!referral.reasons.includes(reason)) return `Choose a reason from the list: ${referral.reasons.join('; ')}.`;
    if (!referrer) return referral.referrerOptional ? null : 'Say who referred them.';
    if (!referral.from.includes(referrer.kind)) {
      return `In this scheme ${referral.from.map((kind) => REFERRER_WORDS[kind]).join(', ')} may refer.`;
    }
    const place = WORKS_AT[referrer.kind];
    return place && !referrer.worksAt ? `Say from which ${place} ${REFERRER_WORDS[referrer.kind]} refers.` : null;
  },
  booked: ({ firstAppointment: { by } }, _, { where, activityId }) => {
    if (by === 'direct-booking' && (where !== 'activity' || !activityId))
      return 'Say which activity it is booked with.';
    return by === 'surgery' && where !== 'surgery' ? 'Here the first appointment is in the surgery.' : null;
  },
  conversation: (policy, _, { measures }) => whyNotMeasures(policy, measures),
  preparation: ({ beforeGroup }, _, { form }) =>
    beforeGroup.includes(form) ? null : 'This scheme prepares people in another way.',
  prescription: whyNotPrescription,
  card: ({ cards }, _, { profile }) => (cards.includes(profile) ? null : 'This scheme uses no cards of that kind.'),
  'one-off-done': (_, path, { oneOff, corrects }) => {
    const one = path.oneOffs.find(({ id }) => id === oneOff);
    if (!one) return 'That is not part of the prescription.';
    return one.doneOn === null || corrects ? null : `${one.title} was done on ${one.doneOn}.`;
  },
  milestone: ({ milestones }, path, { milestone, corrects }) => {
    const rule = milestones.find(({ id }) => id === milestone);
    if (!rule) return 'This scheme has no such milestone.';
    if (path.outcome && !rule.afterEnd) return `The path ended on ${path.outcome.on}.`;
    const reached = path.milestones.find(({ id }) => id === milestone);
    return reached && !corrects ? `${reached.title} is on record already.` : null;
  },
  paused: (_, path, event) => whyNotPausing(path, event),
  resumed: (_, path, event) => whyNotPausing(path, event),
  'follow-up': (policy, path, { followUp, measures, corrects }) => {
    if (!policy.measures.followUps.some(({ id }) => id === followUp)) return 'This scheme has no such follow-up.';
    if (!corrects && path.followUps.some((f) => f.followUp === followUp)) return 'That follow-up is on record already.';
    return whyNotMeasures(policy, measures);
  },
  outcome: whyNotOutcome,
};

function whyNotPrescription(policy: SchemePolicy, path: Path, event: EventOf<'prescription'>): string | null {
  const { activities, oneOffs, companions, transport, programme, corrects } = event;
  if (activities.length + oneOffs.length === 0) return 'Agree on at least one activity.';
  if (new Set(activities.map((a) => a.id)).size < activities.length) return 'An activity is there twice.';
  if (!corrects && programme !== current(path).number) {
    return programme === 2 ? 'There is no second programme yet: renew first.' : 'The first programme is over.';
  }
  const area = activities.find((a) => !policy.areas.includes(a.area))?.area;
  if (area !== undefined) return `"${area}" is none of this scheme's areas.`;
  const source = activities.find((a) => !policy.activities.from.includes(a.offeredBy))?.offeredBy;
  if (source) return `This scheme has no activities of a ${source.replaceAll('-', ' ')}.`;
  if (policy.beforeGroup.length > 0 && !path.preparation && activities.some((a) => a.group)) {
    return 'A small group or one-to-one comes first, before joining a group.';
  }
  if (oneOffs.some((id) => !policy.oneOffs.some((one) => one.id === id))) return 'This scheme has no such one-off.';
  if (transport && !policy.transport) return 'This scheme does not arrange transport.';
  const stranger = companions.find((title) => !policy.companions.some((c) => c.title === title));
  if (stranger !== undefined) return `Nobody comes along as "${stranger}" in this scheme.`;
  return whyNotWeeks(policy, event);
}

function whyNotWeeks(policy: SchemePolicy, event: EventOf<'prescription'>): string | null {
  const { weeks, programme, activities } = event;
  if (policy.length.is !== 'weeks')
    return weeks === null ? null : 'Prescriptions of this scheme have no length in weeks.';
  if (weeks === null) return activities.length === 0 ? null : 'Say for how many weeks.';
  const { from, to } =
    programme === 2 && policy.secondProgramme ? { from: 1, to: policy.secondProgramme.weeks } : policy.length;
  if (weeks >= from && weeks <= to) return null;
  return from === to ? `It lasts ${from} weeks.` : `It lasts ${from} to ${to} weeks.`;
}

function whyNotOutcome(policy: SchemePolicy, path: Path, { outcome, corrects }: EventOf<'outcome'>): string | null {
  const renewal = path.events.some((e) => e.id === corrects && e.kind === 'outcome' && e.outcome === 'renewed');
  // What stands in place of a renewal is said of the programme that was renewed.
  const programme = renewal ? path.programmes[0] : current(path);
  const agreed = programme.prescription !== null;
  if (path.outcome && !corrects) {
    // People move and die after all is done, too, and then nobody writes to them.
    return outcome === 'moved' || outcome === 'died' ? null : `The path ended on ${path.outcome.on}.`;
  }
  if (outcome === 'renewed') {
    if (!policy.secondProgramme) return 'This scheme has no second programme.';
    if (programme.number === 2) return 'This is the second programme already.';
    return agreed ? null : 'Nothing has been agreed yet.';
  }
  if (outcome === 'stopped' && !agreed) return 'Nothing has been agreed yet: they declined, or are no longer eligible.';
  if (outcome === 'completed' && (!agreed || path.lastSeen === null))
    return 'Nobody completes what they never started.';
  return null;
}

function whyNotMeasures(policy: SchemePolicy, measures: MeasureResult[]): string | null {
  const { baseline, followUps } = policy.measures;
  const asked = new Set([...baseline, ...followUps.flatMap((f) => f.measures)]);
  const stranger = measures.find((m) => !asked.has(measureId(m)));
  if (stranger) return `This scheme does not measure "${measureId(stranger)}".`;
  if (new Set(measures.map(measureId)).size < measures.length) return 'A measure is there twice.';
  // A number without questions cannot be looked at again: it is right, or it is not taken.
  const wrong = measures.find((m) => m.measure === 'imported' && scoreOf(m, policy).whyNot !== null);
  return wrong ? scoreOf(wrong, policy).whyNot!.join(' ') : null;
}
