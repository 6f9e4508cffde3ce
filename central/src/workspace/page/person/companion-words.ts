import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { CompanionCard, CompanionView, FoundCompanion } from '../../../companions/wire.ts';
import { dateWords } from '../directory/words.ts';

/** What a person's page says of those who come along. Pure. */

type Kind = SchemePolicy['companions'][number];

/** For how long somebody of a kind comes along, e.g. `For the first 3 visits`. */
export function untilWords(until: Kind['until']): string {
  if (until === 'confident') return 'Until they are confident';
  if (until === 'as-long-as-needed') return 'As long as they are needed';
  return until.visits === 1 ? 'For the first visit' : `For the first ${until.visits} visits`;
}

/** As what somebody comes along and for how long, e.g. `Volunteer, for the first 3 visits`; nothing where it is not known. */
export function kindWords(kinds: Kind[], title: string | null): string {
  if (title === null) return '';
  const kind = kinds.find((one) => one.title === title);
  if (!kind) return title;
  const until = untilWords(kind.until);
  return `${title}, ${until[0]!.toLowerCase()}${until.slice(1)}`;
}

/** Since when, or from when until when; the year is said, as it may be long ago. */
export function whenWords({ since, endedOn }: Pick<CompanionView, 'since' | 'endedOn'>): string {
  if (endedOn === null) return since === null ? '' : `Since ${dateWords(since)}`;
  return since === null ? `Until ${dateWords(endedOn)}` : `${dateWords(since)} to ${dateWords(endedOn)}`;
}

export const CARD_WORDS: Record<CompanionCard, string> = {
  works: 'Has a card',
  stopped: 'Card stopped',
  none: 'No card',
};

/** Tells two of one name apart. */
export function foundWords({ titles, card }: FoundCompanion): string {
  return [titles.join(', '), CARD_WORDS[card]].filter((words) => words !== '').join('. ');
}

/** What was agreed on the prescription, and nobody is on record for. */
export function stillWanted(agreed: string[], companions: CompanionView[]): string[] {
  const there = companions.filter((one) => one.endedOn === null);
  return agreed.filter((title) => !there.some((one) => one.title === title || one.title === null));
}
