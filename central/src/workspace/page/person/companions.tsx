import { current } from '@tapwell/shared/path/programme';
import { api } from '@tapwell/shared/ui/api.ts';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useRef, useState } from 'preact/hooks';
import type { CompanionView } from '../../../companions/wire.ts';
import type { PathView } from '../../../paths/wire.ts';
import { AskDialog } from '../access/ask-dialog.tsx';
import type { Me } from '../pages.ts';
import { CompanionDialog } from './companion-dialog.tsx';
import { CompanionLine } from './companion-line.tsx';
import { kindWords, stillWanted, whenWords } from './companion-words.ts';
import { EraseCompanion } from './erase-companion.tsx';
import './companions.css';

type Asked = { what: 'add' } | { what: 'end' | 'erase'; one: CompanionView };

/**
 * Who comes along with somebody, as what and since when. A scheme where nobody
 * does shows none of it, unless somebody is on record all the same.
 */
export function Companions({ view, me }: { view: PathView; me: Me }) {
  const at = `/api/paths/${encodeURIComponent(view.id)}/companions`;
  const { data, problem, reload } = useLive<{ companions: CompanionView[] }>(at);
  const [asked, setAsked] = useState<Asked>();
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const { policy, path, patient, zone } = view;
  const companions = data?.companions ?? [];
  if (policy.companions.length === 0 && companions.length === 0) return null;
  const now = companions.filter((one) => one.endedOn === null);
  const before = companions.filter((one) => one.endedOn !== null);
  const wanted = data ? stillWanted(current(path).prescription?.companions ?? [], companions) : [];
  const open = path.step !== 'ended';
  const close = () => setAsked(undefined);
  const done = (words: string) => {
    close();
    setSaid(words);
    reload();
    // The button that opened the dialog may be gone with whom it was about.
    setTimeout(() => {
      if (document.activeElement === document.body) heading.current?.focus();
    });
  };
  const ask = (next: Asked) => {
    setSaid('');
    setAsked(next);
  };
  return (
    <section class="activity companions" aria-labelledby="companions">
      <h2 class="nhsuk-heading-m" id="companions" tabIndex={-1} ref={heading}>
        Who comes along
      </h2>
      <p class="said" role="status">
        {said}
      </p>
      {problem && (
        <p class="strip-note" role="alert">
          {problem}
        </p>
      )}
      {!data && !problem && <p>Loading…</p>}
      {data && now.length === 0 && <p>Nobody is on record to come along with {patient.displayName}.</p>}
      {open && wanted.length > 0 && (
        <p>
          <strong>Agreed, and nobody on record yet:</strong> {wanted.join(', ')}.
        </p>
      )}
      {now.length > 0 && (
        <ul class="companions__list">
          {now.map((one) => (
            <CompanionLine
              key={one.id}
              one={one}
              kind={kindWords(policy.companions, one.title)}
              zone={zone}
              mayErase={me.role === 'team-lead'}
              onAsk={(what) => ask({ what, one })}
            />
          ))}
        </ul>
      )}
      {open && policy.companions.length > 0 && data && (
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary no-print"
          onClick={() => ask({ what: 'add' })}
        >
          Add somebody
        </button>
      )}
      {before.length > 0 && (
        <details class="companions__before">
          <summary>Came along before</summary>
          <ul>
            {before.map((one) => (
              <li key={one.id}>
                <strong>{one.name}</strong>
                <span class="quiet"> {[one.title, whenWords(one)].filter(Boolean).join('. ')}</span>{' '}
                {me.role === 'team-lead' && !one.erased && (
                  <button type="button" class="companions__remove no-print" onClick={() => ask({ what: 'erase', one })}>
                    Remove data<span class="nhsuk-u-visually-hidden"> of {one.name}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
      {asked?.what === 'add' && (
        <CompanionDialog view={view} onClose={close} onAdded={(name) => done(`${name} comes along.`)} />
      )}
      {asked?.what === 'end' && (
        <AskDialog
          title={`Does ${asked.one.name} no longer come along?`}
          lead={`Venues no longer expect ${asked.one.name} with ${patient.displayName}, within seconds. That they came along stays on record.`}
          fields={[
            {
              ...{ is: 'date', name: 'on', label: 'Their last day', max: path.today },
              ...(asked.one.since && { min: asked.one.since }),
            },
          ]}
          start={{ on: path.today }}
          does="End it"
          send={async ({ on }) => {
            await api(`${at}/${encodeURIComponent(asked.one.id)}/end`, { on });
            done(`${asked.one.name} no longer comes along.`);
          }}
          onClose={close}
        />
      )}
      {asked?.what === 'erase' && (
        <EraseCompanion one={asked.one} onClose={close} onErased={() => done('Their name and cards are removed.')} />
      )}
    </section>
  );
}
