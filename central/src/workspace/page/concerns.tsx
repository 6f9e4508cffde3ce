import { api } from '@tapwell/shared/ui/api.ts';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import type { ConcernView } from '../../concerns/concern-routes.ts';
import { timeWords } from './dates.ts';

/** What happened, as one sentence with the person's name; never an accusation of the person. */
const SENTENCES: Record<string, (name: string, venue: string) => string> = {
  'suspect-card': (name, venue) => `A card that claims to be ${name}’s could not prove it, at ${venue}.`,
  'blocked-card-used': (name, venue) => `A blocked card of ${name}’s was used at ${venue}.`,
  'counter-used-twice': (name, venue) =>
    `The same tap of ${name}’s card came from two venues; the second was ${venue}.`,
  'counter-went-back': (name, venue) => `An old tap of ${name}’s card was shown at ${venue}.`,
  'two-places': (name, venue) => `${name}’s card was at two venues at once; one of them was ${venue}.`,
};

/** Cards and taps needing a decision, each with one press to be done with it. */
export function Concerns() {
  const { data, reload } = useLive<{ concerns: ConcernView[] }>('/api/concerns');
  if (!data || data.concerns.length === 0) return null;
  const settle = (id: string) => void api(`/api/concerns/${encodeURIComponent(id)}/settle`, {}).finally(reload);
  return (
    <section class="concerns" aria-labelledby="concerns">
      <h2 class="nhsuk-heading-m" id="concerns">
        Cards that need a look
      </h2>
      <ul>
        {data.concerns.map((c) => (
          <li key={c.id}>
            <span>
              {SENTENCES[c.kind]?.(c.name, c.venue) ?? `Something about ${c.name}’s card at ${c.venue}.`}{' '}
              <span class="quiet">{timeWords(c.at, c.zone)}</span>
            </span>
            <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => settle(c.id)}>
              Done
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
