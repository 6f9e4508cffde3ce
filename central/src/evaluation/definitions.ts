import type { Definition } from './wire.ts';

/** What stands in two places is one text. */
const PERIOD = 'people referred in the period';
const NOBODY = 'Nobody.';

/**
 * What every figure means, in plain words. The same words stand beside the
 * figures, in every download and in docs/evaluation.md, which a test compares.
 */
const DEFINITIONS = {
  referred: {
    title: 'Referred',
    counts:
      'People whose path through the scheme began in the period: the day of their referral, or of their first prescription where no referral is on record. Somebody who is referred twice counts twice.',
    of: 'All paths of this scheme.',
    leftOut: NOBODY,
    noData: 'Every path has a first day.',
  },
  uptake: {
    title: 'First contact, prescribed, started',
    counts:
      'People who came at least so far: first contact had, something prescribed, a first visit (or coaching session, or one-off) on record. Whoever came further came this far, too.',
    of: `All ${PERIOD}.`,
    leftOut: NOBODY,
    noData: 'A step that nobody recorded, and no later one, counts as not reached.',
  },
  completed: {
    title: 'Completed',
    counts: 'People whose last outcome on record is “completed”, after a second programme if they had one.',
    of: `All ${PERIOD}, also those whose path goes on: the share of a recent period still grows.`,
    leftOut: NOBODY,
    noData: 'Without an outcome on record nobody is counted as completed.',
  },
  outcome: {
    title: 'How it ended',
    counts: 'People by the last outcome on record. A renewal is no end.',
    of: `All ${PERIOD}.`,
    leftOut: NOBODY,
    noData: 'Stands as “goes on, or no outcome recorded yet”: the record cannot tell these apart.',
  },
  declined: {
    title: 'When people declined',
    counts: 'People whose outcome is “declined”, by how far they had come.',
    of: `${PERIOD.charAt(0).toUpperCase()}${PERIOD.slice(1)} who declined.`,
    leftOut: 'Their own words: these are for their link worker.',
    noData: 'As under first contact, prescribed, started.',
  },
  'days-to-contact': {
    title: 'Days to the first contact',
    counts: 'Days from the referral to the first contact; a contact on the same day or before is 0 days.',
    of: `${PERIOD.charAt(0).toUpperCase()}${PERIOD.slice(1)} with a first contact on record.`,
    leftOut: 'Those still waiting: while many are, the true waiting time is longer than this.',
    noData: 'Without a date of the first contact they are left out.',
  },
  'days-to-visit': {
    title: 'Days to the first visit',
    counts: 'Days from the referral to the first visit to any activity.',
    of: `${PERIOD.charAt(0).toUpperCase()}${PERIOD.slice(1)} with a visit on record.`,
    leftOut: 'Those without a visit so far, and those who had coaching or one-offs only.',
    noData: 'A visit that has not arrived from its venue yet makes the time look longer, or leaves them out.',
  },
  expected: {
    title: 'Expected visits',
    counts:
      'For each week of a prescription and each activity: as many visits as were agreed at that time, but no more than there were sessions; in a week in which that was changed, the smaller number. Each is one of attended, missed, excused or no data, which are shown by themselves; how many were expected is not, so that fewer numbers need be hidden.',
    of: `Weeks so far of ${PERIOD}.`,
    leftOut:
      'Cancelled sessions, weeks in which a path was paused or the activity was not agreed, weeks after it ended, and sessions still to come.',
    noData: 'Counted by itself, see below.',
  },
  attended: {
    title: 'Attended',
    counts: 'Expected visits that took place, on time or late, by card or recorded by staff.',
    of: 'Expected visits.',
    leftOut: 'Visits above the number planned for a week: they do not make up for another week.',
    noData: 'A visit that has not arrived from its venue yet is under “no data”.',
  },
  missed: {
    title: 'Missed, excused',
    counts:
      'Missed: the session ran, its venue’s record is complete past its end, cards could be read, and the person was not there. Excused: staff knew beforehand, or said so.',
    of: 'Expected visits.',
    leftOut: 'Whatever is not known for certain.',
    noData: 'Nobody is called absent for want of data.',
  },
  'no-data': {
    title: 'No data',
    counts:
      'Expected visits of which nobody knows whether they took place: the venue’s record has not arrived, cards could not be read, nobody at all checked in, a tap has not been placed yet, or what was agreed was put on record only after the session had begun.',
    of: 'Expected visits.',
    leftOut: NOBODY,
    noData:
      'This is it. Where it is large, the other columns say little. It tells of venues and readers, so it is shown also where it is small, unless it would tell how few visits were expected.',
  },
  'attendance-rate': {
    title: 'Attended, of those that are known',
    counts: 'Attended visits.',
    of: 'Attended and missed visits together.',
    leftOut: 'Excused visits and those without data.',
    noData: 'Left out, and shown beside it. If those without data were all missed, the share would be lower.',
  },
  referrer: {
    title: 'Who referred',
    counts: 'People by the post of whoever referred them.',
    of: `All ${PERIOD}.`,
    leftOut: NOBODY,
    noData: 'Stands as “not recorded”: paths from before referrals were recorded.',
  },
  place: {
    title: 'Where they work',
    counts: 'People by the practice, pharmacy or team of whoever referred them, as it was written down.',
    of: `All ${PERIOD}.`,
    leftOut: 'Places with fewer people than may be shown stand together.',
    noData: 'Stands as “none, or not recorded”.',
  },
  reason: {
    title: 'Reasons',
    counts: 'People by the reason of the referral, from the scheme’s short list.',
    of: `All ${PERIOD}.`,
    leftOut: NOBODY,
    noData: 'Stands as “other, or not recorded”.',
  },
  areas: {
    title: 'Areas',
    counts: 'People who were prescribed at least one activity of the area. Somebody may be in several.',
    of: `All ${PERIOD}.`,
    leftOut: 'Those for whom nothing is prescribed are in no area.',
    noData: 'As under first contact, prescribed, started.',
  },
  change: {
    title: 'Mean change',
    counts:
      'The average of each person’s answer at the follow-up less their answer in the guided conversation. Each question stands for itself; there are no thresholds, and no sum.',
    of: `${PERIOD.charAt(0).toUpperCase()}${PERIOD.slice(1)} who answered both times.`,
    leftOut:
      'Those with a first answer only, whose number stands beside it, and those without. People who stay in touch may differ from those who do not, so this is no proof of an effect.',
    noData: 'An answer that was left out, or cannot be scored, is left out; none is guessed.',
  },
  interval: {
    title: '95 % interval',
    counts:
      'The range in which the mean change of all such people would lie in 95 of 100 samples like this (Student’s t, paired). It says how much chance there is in the number of people, and nothing of who was left out.',
    of: 'The same people as the mean change.',
    leftOut: 'As the mean change.',
    noData: 'One person alone has no interval.',
  },
  'median-change': {
    title: 'Median change',
    counts: 'Half of the people changed by no more than this. For MET-minutes it takes the place of the mean.',
    of: 'The same people as the mean change.',
    leftOut: 'As the mean change.',
    noData: 'As the mean change.',
  },
  hours: {
    title: 'Hours',
    counts: 'Time from arriving to leaving, of all visits where both were recorded.',
    of: `Visits of ${PERIOD}.`,
    leftOut: 'Visits without a known length count for no hours; how many they are stands beside it.',
    noData: 'Nothing is guessed, so the true hours are more.',
  },
  worth: {
    title: 'Worth',
    counts: 'Hours times what the scheme’s policy says an hour of volunteering is worth.',
    of: 'As the hours.',
    leftOut: 'As the hours.',
    noData: 'As the hours.',
  },
  alongside: {
    title: 'Visits with somebody alongside',
    counts: 'Visits at which a companion of this person was recorded, too.',
    of: `All visits of ${PERIOD}.`,
    leftOut: NOBODY,
    noData: 'A companion’s card that was left at home is not on record: the true number may be higher.',
  },
  alone: {
    title: 'When people first came alone',
    counts: 'People by whether their first, a later or no visit yet had nobody alongside on record.',
    of: `All ${PERIOD}; those without a visit are in no row.`,
    leftOut: 'Those without a visit.',
    noData: 'As under visits with somebody alongside.',
  },
  milestone: {
    title: 'Milestones',
    counts: 'People for whom staff recorded it.',
    of: `All ${PERIOD}.`,
    leftOut: NOBODY,
    noData: 'What nobody recorded is not counted.',
  },
  'second-programme': {
    title: 'Second programmes',
    counts: 'People whose first programme was renewed, and of them those who completed the second.',
    of: `All ${PERIOD}.`,
    leftOut: NOBODY,
    noData: 'What nobody recorded is not counted.',
  },
  'service-use': {
    title: 'Use of other services',
    counts: 'Imported admissions, visits or appointments, for as long before the referral as from it on.',
    of: `${PERIOD.charAt(0).toUpperCase()}${PERIOD.slice(1)} whose time after the referral is over, and imported.`,
    leftOut:
      'Everybody else: a shorter time would look like less use. There is nobody to compare with, and people are often referred when things are worst, so some of the change would have come without the scheme.',
    noData: 'Somebody of whom nothing was imported counts as having used nothing.',
  },
  'return-per-pound': {
    title: 'Return per pound',
    counts:
      'What less use of services saves, over what these people cost, both as the scheme’s policy assumes. Below nought more was used than before.',
    of: 'The people of the table above.',
    leftOut: 'Costs and savings of any other kind; nothing is taken off for what would have happened anyway.',
    noData: 'As under use of other services.',
  },
  cohort: {
    title: 'Cohorts',
    counts:
      'People whose path has ended, by the month of their last visit, and how many of them were followed up. They are asked together, so many weeks after that month.',
    of: `${PERIOD.charAt(0).toUpperCase()}${PERIOD.slice(1)} with a visit and an outcome.`,
    leftOut: 'Those whose path goes on, and those without a visit.',
    noData: 'A follow-up that nobody recorded was not had.',
  },
} satisfies Record<string, Definition>;
export type DefinitionId = keyof typeof DEFINITIONS;

export const ALL_DEFINITIONS: Definition[] = Object.values(DEFINITIONS);

export function definitions(...ids: DefinitionId[]): Definition[] {
  return ids.map((id) => DEFINITIONS[id]);
}
