import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useState } from 'preact/hooks';
import type { ImportKind, SchemeImports } from '../../../imports/wire.ts';
import type { PageProps } from '../pages.ts';
import { Bring } from './bring.tsx';
import { KINDS } from './kinds.ts';
import '../directory/directory.css';
import './imports.css';
import { Problem } from '../problem.tsx';

/** Bringing in people, scores and service use from files of a spreadsheet. */
export function Imports({ id }: PageProps) {
  const { data, problem } = useLive<{ schemes: SchemeImports[] }>('/api/imports');
  const [schemeId, setSchemeId] = useState<string>();
  const scheme = data?.schemes.find((one) => one.id === schemeId) ?? data?.schemes[0];
  const open = (Object.keys(KINDS) as ImportKind[]).filter(
    (kind) => kind === 'people' || (kind === 'scores' ? scheme?.hasScores : scheme?.serviceUse),
  );
  const kind = open.find((one) => one === id) ?? 'people';
  return (
    <>
      <h1 class="nhsuk-heading-l">Imports</h1>
      <Problem says={problem} />
      {!data && !problem && <p>Loading…</p>}
      {data && !scheme && <p>There is no scheme yet.</p>}
      {scheme && (
        <>
          {data && data.schemes.length > 1 && (
            <div class="nhsuk-form-group">
              <label class="nhsuk-label form__label" for="scheme">
                Scheme
              </label>
              <select
                class="nhsuk-select"
                id="scheme"
                value={scheme.id}
                onChange={(e) => setSchemeId(e.currentTarget.value)}
              >
                {data.schemes.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            </div>
          )}
          {open.length > 1 && (
            <nav class="kinds" aria-label="What to bring in">
              <ul>
                {open.map((one) => (
                  <li key={one}>
                    <a href={`#imports/${one}`} aria-current={one === kind ? 'page' : undefined}>
                      {KINDS[one].title}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          <Bring key={`${kind} ${scheme.id}`} kind={kind} scheme={scheme} />
        </>
      )}
    </>
  );
}
