import type { Outcome } from '@tapwell/shared/tap/outcome';
import { withWhom } from './with-whom.ts';
import type { Words } from './words.ts';

/**
 * What is said aloud of an outcome: sentences that stand on the screen, no
 * more. What someone came for and the code for staff are for eyes only, but a
 * choice has to be heard to be made.
 * @param names whether people's names may be said in this room
 */
export function spoken(outcome: Outcome, words: Words, names: boolean): string[] {
  const name = 'name' in outcome && names ? outcome.name : null;
  switch (outcome.outcome) {
    case 'checked-in': {
      const last = outcome.visit === outcome.of ? [words.lastVisit] : [];
      return [words.welcome(name), words.visit(outcome.visit, outcome.of), ...last];
    }
    case 'already-checked-in':
      return [words.already(name), words.enjoy];
    case 'checked-out':
      return [words.thankYou(name), words.stayed(outcome.minutes)];
    case 'companion-recorded':
      return [words.welcome(name), words.hereWith(names ? withWhom(outcome.with) : null)];
    case 'choose-session':
      return [words.choose(name), ...outcome.choices.map((choice) => words.now(choice.activity, choice.time))];
    case 'drop-in':
      return [words.thankYou(name), words.teamTold];
    case 'prescription-ended':
      return [words.welcome(name), words.haveAWord(outcome.linkWorker)];
    case 'card-not-recognised':
    case 'card-blocked':
    case 'card-suspect':
      return [words.seeStaff];
    case 'hold-card-longer':
      return [words.holdLonger];
    case 'saved-offline':
      return [words.saved];
  }
}
