/** What happened, as one sentence with the person's name; never an accusation of the person. */
const SENTENCES: Record<string, (name: string, venue: string) => string> = {
  'suspect-card': (name, venue) => `A card that claims to be ${name}’s could not prove it, at ${venue}.`,
  'blocked-card-used': (name, venue) => `A blocked card of ${name}’s was used at ${venue}.`,
  'counter-used-twice': (name, venue) =>
    `The same tap of ${name}’s card came from two venues; the second was ${venue}.`,
  'counter-went-back': (name, venue) => `An old tap of ${name}’s card was shown at ${venue}.`,
  'two-places': (name, venue) => `${name}’s card was at two venues at once; one of them was ${venue}.`,
};

/** Pure. */
export function concernWords(kind: string, name: string, venue: string): string {
  return SENTENCES[kind]?.(name, venue) ?? `Something about ${name}’s card at ${venue}.`;
}
