import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import type { Session } from '@tapwell/shared/schedule/sessions';
import { dice } from './dice.ts';
import type { Habit } from './people.ts';

export interface HistoryOf {
  personId: string;
  prescriptionId: string;
  prescribedActivityId: string;
  venueId: string;
  providerId: string;
  cardId: string;
  uidOnly: boolean;
  /** Their leaving is on record too. */
  timed: boolean;
}

/**
 * The visits someone of a habit made to these past sessions. The same person
 * always gets the same history.
 */
export function visits(of: HistoryOf, habit: Habit, sessions: Session[], seed: number): Attendance[] {
  const random = dice(seed);
  return sessions.flatMap((session, i): Attendance[] => {
    const [came, late] = [random(), random()];
    if (!attends(habit, i, came)) return [];
    const isLate = late < (habit === 'often-late' ? 0.7 : 0.08);
    const minutes = isLate ? 22 + Math.floor(late * 20) : Math.floor(came * 12) - 8;
    const arrivedAt = new Date(Date.parse(session.startsAt) + minutes * 60_000).toISOString();
    const stayedOn = Math.floor(came * 20) - 10;
    const leftAt = of.timed ? new Date(Date.parse(session.endsAt) + stayedOn * 60_000).toISOString() : null;
    return [
      {
        id: newId(),
        version: 0,
        status: 'finished',
        personId: of.personId,
        prescriptionId: of.prescriptionId,
        prescribedActivityId: of.prescribedActivityId,
        activityId: session.activityId,
        sessionId: session.id,
        sessionStart: session.startsAt,
        sessionEnd: session.endsAt,
        venueId: of.venueId,
        providerId: of.providerId,
        arrivedAt,
        leftAt,
        late: isLate,
        method: 'card',
        assurance: of.uidOnly ? 'uid-only' : 'authenticated',
        flags: [],
        by: null,
        reason: null,
        cardId: of.cardId,
        counter: null,
        kioskAt: arrivedAt,
        hubAt: arrivedAt,
      },
    ];
  });
}

function attends(habit: Habit, nth: number, chance: number): boolean {
  if (typeof habit === 'object') return habit.pattern[nth] === '1';
  switch (habit) {
    case 'comes':
      return chance < 0.92;
    case 'often-late':
      return chance < 0.85;
    case 'sometimes':
      return chance < 0.55;
    case 'stopped':
      return nth < 3;
    case 'never-started':
      return false;
  }
}
