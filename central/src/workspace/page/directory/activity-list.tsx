import { useState } from 'preact/hooks';
import type { DirectoryView } from '../../../directory/wire.ts';
import { Tick } from '../form/form-fields.tsx';
import { AccreditationMark, WithdrawnMark } from './marks.tsx';

interface Kept {
  search: string;
  area: string;
  provider: string;
  withdrawn: boolean;
}
/** How the list was left, for coming back to it. */
let kept: Kept = { search: '', area: '', provider: '', withdrawn: false };

/** All activities; found by words, area and provider without a reload. */
export function ActivityList({ directory, own }: { directory: DirectoryView; own: boolean }) {
  const [{ search, area, provider, withdrawn }, setKept] = useState(kept);
  const set = (part: Partial<Kept>) => {
    kept = { ...kept, ...part };
    setKept(kept);
  };
  const { providers, venues, activities, mayChangeAll } = directory;
  const providerOf = (id: string) => providers.find((p) => p.id === id);
  const venueOf = (id: string) => venues.find((v) => v.id === id);
  const closed = activities.filter((a) => !a.open).length;
  const found = activities.filter((a) => {
    const text = [a.name, a.area, a.when, providerOf(a.providerId)?.name, venueOf(a.venueId)?.name]
      .join(' ')
      .toLowerCase();
    return (
      (withdrawn || a.open) &&
      (!area || a.area === area) &&
      (!provider || a.providerId === provider) &&
      search
        .toLowerCase()
        .split(/\s+/)
        .every((word) => text.includes(word))
    );
  });
  const ending = providers.filter((p) => p.open && ['ended', 'ends-soon', 'not-begun'].includes(p.accreditation));
  const mayAdd = mayChangeAll || activities.some((a) => a.mayChange) || (own && providers.some((p) => p.open));
  return (
    <>
      {mayChangeAll && ending.length > 0 && (
        <section class="concerns" aria-label="Accreditation to look at">
          <h2 class="nhsuk-heading-s">Accreditation to look at</h2>
          <ul>
            {ending.map((p) => (
              <li key={p.id}>
                <span>
                  {p.name} <AccreditationMark provider={p} />
                </span>
                <a href="#directory/places">Look at providers</a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div class="tools">
        <label>
          Find
          <input
            class="nhsuk-input"
            type="search"
            value={search}
            onInput={(e) => set({ search: e.currentTarget.value })}
          />
        </label>
        <label>
          Area
          <select class="nhsuk-select" value={area} onChange={(e) => set({ area: e.currentTarget.value })}>
            <option value="">All areas</option>
            {[...new Set(activities.map((a) => a.area))].sort().map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {providers.length > 1 && (
          <label>
            Provider
            <select class="nhsuk-select" value={provider} onChange={(e) => set({ provider: e.currentTarget.value })}>
              <option value="">All providers</option>
              {providers.map((p) => (
                <option key={p.id} value={p.id}>
                  {p.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {closed > 0 && (
          <Tick
            id="withdrawn"
            label="Also what is not offered any more"
            checked={withdrawn}
            onChange={(on) => set({ withdrawn: on })}
          />
        )}
      </div>
      <p class="entry__links">
        {mayAdd && (
          <a class="nhsuk-button" href="#directory/new">
            Add an activity
          </a>
        )}
        {mayChangeAll && <a href="#directory/places">Providers and venues</a>}
        {mayChangeAll && <a href="#directory/exchange">Bring in or download</a>}
      </p>
      <p class="quiet" role="status">
        {found.length === 1 ? '1 activity' : `${found.length} activities`}
      </p>
      {found.length === 0 ? (
        <p>
          {activities.length === 0
            ? 'There is nothing in the directory yet.'
            : 'Nothing fits. Try other words, or all areas.'}
        </p>
      ) : (
        <ul class="offers">
          {found.map((a) => {
            const by = providerOf(a.providerId);
            return (
              <li key={a.id}>
                <a href={`#directory/activity/${a.id}`}>{a.name}</a>
                <span>{a.when}</span>
                <span class="quiet">{[venueOf(a.venueId)?.name, by?.name, a.area].filter(Boolean).join(' · ')}</span>
                {by && a.open && <AccreditationMark provider={by} />}
                <WithdrawnMark on={a.withdrawnOn} today={directory.today} />
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
