/** What stands where a name or somebody's own words were. */
export const REMOVED = 'Removed';

/** What is on record of somebody of whom nothing is kept, besides how they are called. */
export const NO_DETAILS = {
  ...{ nhs_number: null, born: null, phone: null, email: null, contact_by: null },
  ...{ language: null, larger_text: 0 },
};

/** Fields in which somebody wrote what they liked, wherever in an event they are. */
const OWN_WORDS: Record<string, string | null> = { why: null, note: null, goal: REMOVED };

/**
 * An event without anybody's own words: notes, reasons, goals, who came along,
 * and who sent a form, which whoever refers themselves signs with their own name.
 * Its kind, days, places, scores and what was agreed stay, so every figure
 * stays as it was. Pure.
 */
export function withoutWords<E>(event: E): E {
  const left = strip(event) as Record<string, unknown>;
  // How many came along is counted; of a prescription they are titles of the scheme.
  if (left.kind === 'visit' && Array.isArray(left.companions)) left.companions = left.companions.map(() => REMOVED);
  const by = left.by as { id?: unknown } | undefined;
  if (by?.id === 'form') left.by = { ...by, name: REMOVED };
  return left as E;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' && key in OWN_WORDS ? OWN_WORDS[key] : strip(inner),
    ]),
  );
}

/** What a hub said without what it says in words, who came along, and what the card showed. Pure. */
export function factWithoutWords<F extends object>(fact: F): F {
  return {
    ...fact,
    ...('reason' in fact && { reason: null }),
    ...('companionName' in fact && { companionName: REMOVED }),
    ...('evidence' in fact && { evidence: { kind: 'refused' } }),
  };
}
