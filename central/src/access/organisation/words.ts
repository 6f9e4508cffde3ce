/** Why a sign-in with the organisation came to nothing; the address bar carries the code, the page the words. */
export const REFUSALS = [
  'away',
  'again',
  'said-no',
  'unknown',
  'not-verified',
  'ended',
  'not-here',
  'settings',
  'clock',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Each in a sentence that says what to do. */
export function refusalWords(why: Refusal, name: string, help: string): string {
  const words: Record<Refusal, string> = {
    away: `We cannot reach the sign-in of ${name} just now. Please try again in a few minutes.`,
    again: 'That took too long, or was done twice. Please sign in again.',
    'said-no': `${capital(name)} did not sign you in. Please try again, or ask ${help}.`,
    unknown: `${capital(name)} knows you, but Tapwell does not know you yet. Please ask ${help} to add you.`,
    'not-verified': `${capital(name)} has not checked your e-mail address yet. Please ask ${help}.`,
    ended: `Your account here has been closed. If that is wrong, please ask ${help}.`,
    'not-here': 'This workspace is for link workers. Your register is at your venue’s hub.',
    clock: `The clocks of Tapwell and ${name} do not agree. Please tell ${help}.`,
    settings: `Something is set up wrong between Tapwell and ${name}. Please tell ${help}.`,
  };
  return words[why];
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
