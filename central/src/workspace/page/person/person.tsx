import type { EventOf, PathEvent } from '@tapwell/shared/path/events';
import { current } from '@tapwell/shared/path/programme';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OfferView } from '../../../directory/wire.ts';
import type { PathView } from '../../../paths/wire.ts';
import { Cards } from '../cards.tsx';
import { dayWords } from '../dates.ts';
import type { PageProps } from '../pages.ts';
import { type Action, actionsOf } from './actions.ts';
import { Companions } from './companions.tsx';
import { type Doing, Doings } from './doing.tsx';
import { Head } from './head.tsx';
import { Measures } from './measures.tsx';
import { slopesOf } from './slopes.ts';
import { Strips } from './strips.tsx';
import { timeLineOf } from './time-line.ts';
import { TimeLine } from './time-line-view.tsx';
import './person.css';
import './print.css';
import { Problem } from '../problem.tsx';

/** One person's path: who they are, what comes next, week by week, measures, and all that happened. */
export function Person({ id, action: asked, me }: PageProps) {
  const { data: live, problem, reload } = useLive<PathView>(`/api/paths/${encodeURIComponent(id)}`);
  const { data: directory } = useLive<{ activities: OfferView[] }>('/api/directory/activities');
  const [doing, setDoing] = useState<Doing>();
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const loaded = live !== undefined;
  useEffect(() => {
    if (!live || asked === '') return;
    // What the address asks to do is done once: a reload of the page does not ask again.
    history.replaceState(null, '', `#person/${id}`);
    const action = actionsOf(live.policy, live.path).find(({ kind, whyNot }) => kind === asked && whyNot === null);
    if (action) setDoing({ do: 'record', kind: action.kind, title: action.does, event: null });
  }, [loaded, asked]);
  const offers = directory?.activities;
  const names = useMemo(() => new Map(offers?.map((offer) => [offer.id, offer.name])), [offers]);

  if (!live) {
    return (
      <>
        <Back />
        <Problem says={problem} />
        {!problem && <p>Loading…</p>}
      </>
    );
  }
  const view = live;
  const { policy, path, patient, prescriptions, zone } = view;
  const close = () => setDoing(undefined);
  const recorded = (words: string) => {
    setDoing(undefined);
    setSaid(words);
    reload();
    // The button that opened the dialog may be gone with the step it was for.
    setTimeout(() => {
      if (document.activeElement === document.body) heading.current?.focus();
    });
  };
  const act = (action: Action) => {
    setSaid('');
    setDoing({ do: 'record', kind: action.kind, title: action.does, event: null });
  };
  const actions = actionsOf(policy, path);
  const open = actions.filter(({ whyNot }) => whyNot === null);
  const waiting = actions.filter(({ whyNot }) => whyNot !== null);
  return (
    <div class="person-page">
      <Back />
      <Problem says={problem} />
      <Head view={view} onAct={act} onDetails={() => setDoing({ do: 'details' })} />
      <p class="said" role="status">
        {said}
      </p>
      <section class="activity next" aria-labelledby="next">
        <h2 class="nhsuk-heading-m" id="next" tabIndex={-1} ref={heading}>
          What comes next
        </h2>
        <div class="next__buttons">
          {open.map((action) => (
            <button
              key={action.kind}
              type="button"
              class="nhsuk-button nhsuk-button--secondary"
              onClick={() => act(action)}
            >
              {action.does}
            </button>
          ))}
          <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => print()}>
            Print
          </button>
        </div>
        {waiting.length > 0 && (
          <details class="next__not">
            <summary>Not now, and why</summary>
            <ul>
              {waiting.map(({ kind, does, whyNot }) => (
                <li key={kind}>
                  <strong>{does}:</strong> {whyNot}
                </li>
              ))}
            </ul>
          </details>
        )}
      </section>
      <Agreed view={view} />
      <Companions view={view} me={me} />
      <Strips view={view} />
      <Measures measures={slopesOf(policy, path)} />
      {prescriptions.length > 0 && (
        <Cards
          of={`/api/prescriptions/${encodeURIComponent(prescriptions.at(-1)!.id)}/cards`}
          name={patient.displayName}
          zone={zone}
        />
      )}
      <TimeLine
        entries={timeLineOf(path)}
        policy={policy}
        names={names}
        zone={zone}
        onCorrect={(event) => setDoing({ do: 'record', kind: kindOf(event), title: 'Put right', event })}
        onTakeBack={(event, what) => setDoing({ do: 'take-back', event, what })}
      />
      {doing && (
        <Doings
          doing={doing}
          view={view}
          about={{ policy, path, offers: offers ?? [] }}
          onRecorded={recorded}
          onClose={close}
        />
      )}
    </div>
  );
}

function Back() {
  return (
    <nav class="back no-print" aria-label="Back">
      <a class="nhsuk-back-link" href="#caseload">
        Back to caseload
      </a>
    </nav>
  );
}

const kindOf = (event: PathEvent) => event.kind as Action['kind'];

/** What was agreed, besides the activities: goals, what is done once, who comes along. */
function Agreed({ view: { policy, path } }: { view: PathView }) {
  const { prescription } = current(path);
  if (!prescription) return null;
  const { goals, companions, transport } = prescription;
  const nothing = goals.length + path.oneOffs.length + path.milestones.length + companions.length === 0 && !transport;
  if (nothing && !path.coaching) return null;
  return (
    <section class="activity" aria-labelledby="agreed">
      <h2 class="nhsuk-heading-m" id="agreed">
        What was agreed
      </h2>
      {goals.length > 0 && (
        <>
          <h3 class="nhsuk-heading-s">Goals</h3>
          <ul>
            {goals.map(({ id, goal }) => (
              <li key={id}>
                {goal}
                {progressWords(path.events, id)}
              </li>
            ))}
          </ul>
        </>
      )}
      {path.coaching && (
        <p>
          Coaching: {path.coaching.had} of {path.coaching.of} sessions.
        </p>
      )}
      {path.oneOffs.map(({ id, title, doneOn }) => (
        <p key={id}>
          {title}: {doneOn ? `done on ${dayWords(doneOn)}` : 'not done yet'}.
        </p>
      ))}
      {path.milestones.map(({ id, title, on }) => (
        <p key={id}>
          {title}: {dayWords(on)}.
        </p>
      ))}
      {companions.length > 0 && <p>Comes along: {companions.join(' and ')}.</p>}
      {policy.transport && <p>{transport ? 'Transport is needed.' : 'No transport is needed.'}</p>}
    </section>
  );
}

/** How far they said they have come with a goal, last. */
function progressWords(events: PathEvent[], goalId: string): string {
  const told = events
    .filter((e): e is EventOf<'conversation'> | EventOf<'follow-up'> => 'measures' in e)
    .flatMap((e) => e.measures.flatMap((m) => (m.measure === 'goals' ? m.answers.goals : [])))
    .filter((g) => g.goalId === goalId && g.progress !== null);
  const last = told.at(-1);
  return last ? `: ${last.progress} of 10, as they said last` : '';
}
