import { api } from '@tapwell/shared/ui/api.ts';
import { useId, useState } from 'preact/hooks';
import type { TodayLine } from '../../../today/today-lines.ts';
import { Problem } from '../problem.tsx';

interface Props {
  line: TodayLine;
  /** Whose it is, where the list is of a whole team. */
  showLinkWorker: boolean;
  /** Something was done; in words. */
  onDone: (said: string) => void;
  onAsk: (asking: Asking) => void;
}

/** A dialog about a line. It stays open when the line itself moves on. */
export interface Asking {
  what: 'put-off' | 'note';
  line: TodayLine;
}

/** One sentence, one thing to do about it, "not now", and a note. The reason is one press away. */
export function Line({ line, showLinkWorker, onDone, onAsk }: Props) {
  const [problem, setProblem] = useState<string>();
  const says = useId();
  const settle = (id: string) =>
    api(`/api/concerns/${encodeURIComponent(id)}/settle`, {}).then(
      () => onDone('Done.'),
      (error: Error) => setProblem(error.message),
    );
  return (
    <li class={`today__line today__line--${line.kind}`}>
      <div class="today__words">
        <p class="today__says" id={says}>
          {line.sentence}
        </p>
        <p class="quiet">
          {line.pathId && <a href={`#person/${line.pathId}`}>{line.name}</a>}
          {line.cover && <span class="today__cover">{line.cover}</span>}
          {showLinkWorker && <span>{line.linkWorker ? `with ${line.linkWorker.name}` : 'with nobody yet'}</span>}
        </p>
        <Why line={line} />
        <Problem says={problem} />
      </div>
      <div class="today__acts">
        {line.act?.to && (
          <a class="nhsuk-button" href={`#${line.act.to}`} aria-describedby={says}>
            {line.act.does}
          </a>
        )}
        {line.act?.settles && (
          <button
            type="button"
            class="nhsuk-button"
            aria-describedby={says}
            onClick={() => void settle(line.act!.settles!)}
          >
            {line.act.does}
          </button>
        )}
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary"
          aria-describedby={says}
          onClick={() => onAsk({ what: 'put-off', line })}
        >
          Not now
        </button>
        {line.pathId && (
          <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary"
            aria-describedby={says}
            onClick={() => onAsk({ what: 'note', line })}
          >
            Note
          </button>
        )}
      </div>
    </li>
  );
}

function Why({ line }: { line: TodayLine }) {
  return (
    <details class="today__why">
      <summary>
        How we know<span class="nhsuk-u-visually-hidden">: {line.sentence}</span>
      </summary>
      <ul>
        {line.why.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {line.people.length > 0 && (
        <>
          <p>About whom nothing can be said:</p>
          <ul>
            {line.people.map((person) => (
              <li key={person.pathId}>
                <a href={`#person/${person.pathId}`}>{person.name}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}
