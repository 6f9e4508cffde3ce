import { addDays } from '@tapwell/shared/path/dates';

const SOON_DAYS = 60;

export type Accreditation = 'not-needed' | 'unknown' | 'not-begun' | 'valid' | 'ends-soon' | 'ended';

interface Accredited {
  kind: string;
  accreditedFrom: string | null;
  accreditedUntil: string | null;
}

/** How a provider's accreditation stands on a day; only accredited providers have one. Both days are inclusive. Pure. */
export function accreditationOn({ kind, accreditedFrom, accreditedUntil }: Accredited, today: string): Accreditation {
  if (kind !== 'accredited-provider') return 'not-needed';
  if (accreditedUntil !== null && accreditedUntil < today) return 'ended';
  if (accreditedFrom !== null && accreditedFrom > today) return 'not-begun';
  if (accreditedUntil === null) return accreditedFrom === null ? 'unknown' : 'valid';
  return accreditedUntil <= addDays(today, SOON_DAYS) ? 'ends-soon' : 'valid';
}
