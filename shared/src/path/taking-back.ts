import { agreementsOf } from './agreements.ts';
import type { EventOf, PathEvent } from './events.ts';
import type { Path } from './path.ts';
import { ofKind } from './programme.ts';

/** Why it cannot be said that an event was never so, as a sentence: something rests on it. Null where nothing does. Pure. */
export function whyNotTakeBack(path: Path, target: PathEvent): string | null {
  if (target.kind === 'referral') {
    return path.events.length === 1 ? null : 'Everything else rests on the referral: correct it instead.';
  }
  if (target.kind === 'prescription') return whyNotNeverAgreed(path, target);
  return target.kind === 'outcome' && target.outcome === 'renewed' ? whyNotNeverRenewed(path) : null;
}

/** Why something else cannot stand in its place. Pure. */
export function whyNotInstead(path: Path, target: PathEvent, event: PathEvent): string | null {
  if (target.kind === 'prescription' && event.kind === 'prescription') {
    return event.programme === target.programme ? null : 'A correction is of the same programme.';
  }
  const unrenews = target.kind === 'outcome' && event.kind === 'outcome' && event.outcome !== 'renewed';
  return unrenews ? whyNotTakeBack(path, target) : null;
}

function whyNotNeverRenewed(path: Path): string | null {
  const second = ofKind(path.events, 'prescription').some((p) => p.programme === 2);
  return second ? 'A second programme was agreed: take that back first.' : null;
}

function whyNotNeverAgreed(path: Path, target: EventOf<'prescription'>): string | null {
  const agreed = ofKind(path.events, 'prescription').filter((p) => p.programme === target.programme);
  const left = agreed.filter((p) => p.id !== target.id);
  if (left.length === 0 && target.programme === 1 && path.programmes.length === 2) {
    return 'It was renewed: take that back first, or correct this.';
  }
  const times = visitsOnlyUnder(path, target, agreed, left);
  if (times === 0) return null;
  return `They have been to it ${times === 1 ? 'once' : `${times} times`}: correct it, or record how it ended.`;
}

/** Visits that would hang under nothing, or lie before its first day, with what is left. */
function visitsOnlyUnder(
  path: Path,
  target: EventOf<'prescription'>,
  agreed: EventOf<'prescription'>[],
  left: EventOf<'prescription'>[],
): number {
  const own = new Set(target.activities.map((a) => a.id));
  const still = new Set(left.flatMap((p) => p.activities.map((a) => a.id)));
  const [began, begins] = [agreementsOf(agreed).startsOn, left.length > 0 ? agreementsOf(left).startsOn : null];
  const lost = ofKind(path.events, 'visit').filter(({ prescribedActivityId: id, on }) => {
    if (!own.has(id)) return false;
    return !still.has(id) || begins === null || (on >= began && on < begins);
  });
  return new Set(lost.map((visit) => visit.sessionId)).size;
}
