import type { AgreedActivity, EventOf } from '@tapwell/shared/path/events';
import type { Path } from '@tapwell/shared/path/path';
import { current } from '@tapwell/shared/path/programme';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { OfferView } from '../../../directory/wire.ts';
import type { Fault } from '../form/fields.ts';
import type { About } from './event-forms.ts';

/** A prescription being agreed; numbers are text while they are typed. Pure. */
export interface PrescriptionDraft {
  programme: 1 | 2;
  start: string;
  weeks: string;
  goals: { id: string; goal: string }[];
  activities: ActivityDraft[];
  oneOffs: string[];
  companions: string[];
  transport: boolean;
}
/** As it was agreed first, where it was: a changed prescription keeps its parts, and their visits with them. */
export interface ActivityDraft {
  id: string;
  activityId: string;
  perWeek: string;
  sessions: string;
  agreed: AgreedActivity | null;
}

/**
 * What the form opens with: what is agreed now, or an empty one.
 * @param event the prescription to correct; null to agree or change
 */
export function startOf({ policy, path }: About, event: EventOf<'prescription'> | null, today: string) {
  const { prescription, number } = current(path);
  const from = event ?? prescription;
  return {
    programme: event?.programme ?? number,
    start: from?.start ?? today,
    weeks: from ? (from.weeks?.toString() ?? '') : usualWeeks(policy, number),
    goals: from?.goals ?? lastGoals(path),
    activities: (from?.activities ?? []).map((a) => ({
      id: a.id,
      activityId: a.activityId,
      perWeek: String(a.perWeek),
      sessions: a.sessions?.toString() ?? '',
      agreed: a,
    })),
    oneOffs: from?.oneOffs ?? [],
    companions: from?.companions ?? [],
    transport: from?.transport ?? false,
  } satisfies PrescriptionDraft;
}

/** A second programme goes on with the goals of the first. */
function lastGoals(path: Path): PrescriptionDraft['goals'] {
  return path.programmes[0].prescription?.goals ?? [];
}

/** Within which a length in weeks is agreed; null where prescriptions have none. */
export function weeksOf(policy: SchemePolicy, programme: 1 | 2): { from: number; to: number } | null {
  if (policy.length.is !== 'weeks') return null;
  if (programme === 2 && policy.secondProgramme) return { from: 1, to: policy.secondProgramme.weeks };
  return { from: policy.length.from, to: policy.length.to };
}

function usualWeeks(policy: SchemePolicy, programme: 1 | 2): string {
  return weeksOf(policy, programme)?.to.toString() ?? '';
}

/** The usual number of visits of a new activity, as far as the scheme has one. */
export function usualSessions(policy: SchemePolicy): string {
  return policy.length.is === 'weeks' ? (policy.length.sessions?.toString() ?? '') : '';
}

/** What may be chosen: open, of this scheme's areas and kinds of provider, and no group before its preparation. */
export function choosable({ policy, path, offers }: About): OfferView[] {
  return offers.filter(
    (offer) =>
      offer.open &&
      policy.areas.includes(offer.area) &&
      policy.activities.from.includes(offer.providerKind) &&
      !(groupsComeLater(policy, path) && offer.inGroup),
  );
}

/** A small group or one-to-one has to come first. */
export function groupsComeLater(policy: SchemePolicy, path: Path): boolean {
  return policy.beforeGroup.length > 0 && !path.preparation;
}

/** Offers in which each word is found, by name, provider, venue or area. */
export function foundIn(offers: OfferView[], search: string): OfferView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return offers.filter(({ name, provider, venue, area }) => {
    const text = [name, provider, venue, area].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function faultsOf(draft: PrescriptionDraft, { policy }: About): Fault[] {
  const range = weeksOf(policy, draft.programme);
  const onlyOneOffs = draft.activities.length === 0;
  return [
    ...(draft.activities.length + draft.oneOffs.length === 0
      ? [{ name: 'add', says: 'Choose at least one activity.' }]
      : []),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(draft.start) ? [] : [{ name: 'start', says: 'First day: choose a day.' }]),
    ...(range && !(onlyOneOffs && draft.weeks.trim() === '') && !within(draft.weeks, range.from, range.to)
      ? [{ name: 'weeks', says: `Weeks: a whole number from ${range.from} to ${range.to}.` }]
      : []),
    ...draft.activities.flatMap(({ id, perWeek, sessions }) => [
      ...(within(perWeek, 1, 14) ? [] : [{ name: `per-week-${id}`, says: 'Times a week: from 1 to 14.' }]),
      ...(sessions.trim() === '' || within(sessions, 1, 1000)
        ? []
        : [{ name: `sessions-${id}`, says: 'Number of visits: a whole number, or nothing.' }]),
    ]),
    ...draft.goals.flatMap(({ id, goal }) =>
      goal.length > 300 ? [{ name: `goal-${id}`, says: 'Goal: at most 300 letters.' }] : [],
    ),
  ];
}

/** The event's own part; what an activity was when it was agreed stays so. */
export function ownOf(draft: PrescriptionDraft, { policy, offers }: About) {
  const byId = new Map(offers.map((offer) => [offer.id, offer]));
  return {
    programme: draft.programme,
    start: draft.start,
    weeks: weeksOf(policy, draft.programme) && draft.weeks.trim() !== '' ? Number(draft.weeks) : null,
    goals: draft.goals.map(({ id, goal }) => ({ id, goal: goal.trim() })).filter(({ goal }) => goal !== ''),
    activities: draft.activities.map(({ id, activityId, perWeek, sessions, agreed }): AgreedActivity => {
      const offer = byId.get(activityId);
      return {
        id,
        activityId,
        area: agreed?.area ?? offer!.area,
        offeredBy: agreed?.offeredBy ?? offer!.providerKind,
        perWeek: Number(perWeek),
        sessions: sessions.trim() === '' ? null : Number(sessions),
        group: agreed?.group ?? offer!.inGroup,
      };
    }),
    oneOffs: draft.oneOffs,
    companions: draft.companions,
    transport: draft.transport,
  };
}

function within(text: string, from: number, to: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= from && Number(text) <= to;
}
