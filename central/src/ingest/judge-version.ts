import type { Attendance } from '@tapwell/shared/attendance/attendance';

/**
 * What to do with an attendance beside what is on record under its id.
 * `holds`: it is newer and takes the place of what is there. `kept`: a newer
 * one overtook it on the way, so it goes to the history. `known`: it is here
 * already.
 */
export type VersionVerdict = { kind: 'holds' | 'kept' | 'known' } | { kind: 'refused'; reason: string };

/**
 * The highest version holds, in whatever order they arrive. It may say
 * otherwise when they came and left and how that is known; never whom it is
 * about, nor of which session. Pure.
 * @param sameRecorder whether it comes from where the one on record came from
 */
export function judgeVersion(held: Attendance, a: Attendance, sameRecorder: boolean): VersionVerdict {
  const about = (one: Attendance) =>
    [one.personId, one.prescriptionId, one.prescribedActivityId, one.sessionId, one.venueId].join(' ');
  if (about(held) !== about(a)) return refused('This id belongs to another attendance.');
  if (a.version > held.version) {
    return sameRecorder ? { kind: 'holds' } : refused('Only the hub that recorded an attendance may change it.');
  }
  if (a.version < held.version) return { kind: sameRecorder ? 'kept' : 'known' };
  // The first is sent again as it is created, and other systems may tell it with less; a change is told by its hub alone.
  if (a.version > 0 && what(held) !== what(a)) {
    return refused(`Another change of this attendance has number ${a.version} already.`);
  }
  return { kind: 'known' };
}

function what({ status, arrivedAt, leftAt, late }: Attendance): string {
  return [status, arrivedAt, leftAt, late].join(' ');
}

function refused(reason: string): VersionVerdict {
  return { kind: 'refused', reason };
}
