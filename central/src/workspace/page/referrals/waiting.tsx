import { newId } from '@tapwell/shared/ids';
import { api } from '@tapwell/shared/ui/api.ts';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useState } from 'preact/hooks';
import type { WaitingView } from '../../../paths/wire.ts';
import { dayWords } from '../dates.ts';
import type { Me } from '../pages.ts';
import { Problem } from '../problem.tsx';
import { NewReferral } from './new-referral.tsx';
import { WhoItIs } from './who-it-is.tsx';

interface Props {
  me: Me;
  onDone: (words: string) => void;
}

type Asked = { what: 'new' } | { what: 'who'; line: WaitingView };

/** Everybody with whom nothing is agreed yet; who waits longest comes first. */
export function Waiting({ me, onDone }: Props) {
  const { data, problem, reload } = useLive<{ referrals: WaitingView[] }>('/api/referrals');
  const [asked, setAsked] = useState<Asked>();
  const [refused, setRefused] = useState<string>();
  const done = (words: string) => {
    setAsked(undefined);
    setRefused(undefined);
    reload();
    onDone(words);
  };
  const take = (line: WaitingView) =>
    api<void>(`/api/paths/${encodeURIComponent(line.id)}/holder`, { id: newId(), linkWorkerId: me.id }).then(
      () => done(`${line.name} is with you now.`),
      (error: Error) => {
        setRefused(error.message);
        reload();
      },
    );
  const lines = data?.referrals ?? [];
  const untaken = lines.filter((line) => line.linkWorker === null);
  const taken = lines.filter((line) => line.linkWorker !== null);
  return (
    <>
      <Problem says={problem} />
      <Problem says={refused} />
      <button type="button" class="nhsuk-button referrals__new" onClick={() => setAsked({ what: 'new' })}>
        New referral
      </button>
      {!data && !problem && <p>Loading the list…</p>}
      {data && (
        <>
          <section aria-labelledby="untaken">
            <h2 class="nhsuk-heading-m" id="untaken">
              Nobody has taken them yet
            </h2>
            {untaken.length === 0 && <p class="quiet">Nobody waits to be taken.</p>}
            <ul class="referrals">
              {untaken.map((line) => (
                <Line key={line.id} line={line} onWho={() => setAsked({ what: 'who', line })}>
                  <button
                    type="button"
                    class="nhsuk-button referrals__act"
                    aria-label={`Take ${line.name}`}
                    onClick={() => void take(line)}
                  >
                    Take
                  </button>
                </Line>
              ))}
            </ul>
          </section>
          <section aria-labelledby="taken">
            <h2 class="nhsuk-heading-m" id="taken">
              Nothing agreed yet
            </h2>
            {taken.length === 0 && <p class="quiet">Something is agreed with everybody else.</p>}
            <ul class="referrals">
              {taken.map((line) => (
                <Line key={line.id} line={line} onWho={() => setAsked({ what: 'who', line })}>
                  {line.linkWorker!.id !== me.id && <span class="quiet">with {line.linkWorker!.name}</span>}
                </Line>
              ))}
            </ul>
          </section>
        </>
      )}
      {asked?.what === 'new' && <NewReferral onDone={done} onClose={() => setAsked(undefined)} />}
      {asked?.what === 'who' && <WhoItIs line={asked.line} onDone={done} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface LineProps {
  line: WaitingView;
  onWho: () => void;
  children: preact.ComponentChildren;
}

function Line({ line, onWho, children }: LineProps) {
  const { id, name, linkWorker, referrer, referredOn, reason, sentBy, due, maybe } = line;
  const by = [referrer ?? 'nobody', sentBy && `sent by ${sentBy}`].filter(Boolean).join(', ');
  return (
    <li class="referrals__line">
      <div class="referrals__who">
        <h3 class="referrals__name">{linkWorker ? <a href={`#person/${id}`}>{name}</a> : name}</h3>
        <p>
          {reason}. Referred on {dayWords(referredOn)} by {by}.
        </p>
        {due && (
          <p class={due.overdue ? 'referrals__late' : 'quiet'}>
            {due.title}: due {due.overdue ? 'since' : 'on'} {dayWords(due.on)}.
          </p>
        )}
        {maybe.length > 0 && (
          <p class="strip-note">
            May be the same person as {maybe.map((one) => one.name).join(' or ')}.{' '}
            <button type="button" class="referrals__link" aria-label={`Say who ${name} is`} onClick={onWho}>
              Say who it is
            </button>
          </p>
        )}
      </div>
      <div class="referrals__do">{children}</div>
    </li>
  );
}
