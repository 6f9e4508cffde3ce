import { api } from '@tapwell/shared/ui/api.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Found } from '../../wire.ts';
import { many } from '../words/ago.ts';
import { cardNumberIn } from '../words/card-number.ts';
import { Field } from './form.tsx';

interface Props {
  sessionId: string;
  /** What choosing someone does, such as "Mark as here". */
  does: string;
  busy: boolean;
  onChoose: (person: Found['people'][number]) => void;
}

/** Someone is typing: ask when they pause. */
const PAUSE_MS = 200;

/** Finds someone by part of a name or by a card's number; the typed words are posted, never in an address. */
export function PeopleFinder({ sessionId, does, busy, onChoose }: Props) {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found['people']>();
  const [problem, setProblem] = useState<string>();
  const asked = useRef(0);
  useEffect(() => {
    const number = ++asked.current;
    const words = typed.trim();
    if (!words) {
      setFound(undefined);
      setProblem(undefined);
      return;
    }
    const cardNumber = cardNumberIn(words);
    const query = cardNumber ? { cardNumber } : { name: words };
    const timer = setTimeout(() => {
      api<Found>('/api/register/find', { sessionId, query }).then(
        (answer) => {
          // An older answer that comes late must not replace a newer one.
          if (number !== asked.current) return;
          setFound(answer.people);
          setProblem(undefined);
        },
        (error: Error) => number === asked.current && setProblem(error.message),
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, sessionId]);
  return (
    <div class="finder">
      <Field label="Name or card number" hint="Part of a name is enough." error={problem}>
        {(attributes) => (
          <input
            class="nhsuk-input"
            type="search"
            autocomplete="off"
            maxLength={100}
            {...attributes}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      <p class="quiet" role="status">
        {found && (found.length === 0 ? 'Nobody found.' : `${many(found.length, 'person', 'people')} found.`)}
      </p>
      <ul class="finder__found">
        {found?.map((person) => (
          <li key={person.personId}>
            <span>
              <strong>{person.name}</strong>{' '}
              <span class="quiet">{person.here ? 'here already' : person.expected ? 'expected' : 'not expected'}</span>
            </span>
            {!person.here && (
              <button
                type="button"
                class="nhsuk-button small"
                aria-disabled={busy}
                aria-label={`${does}: ${person.name}`}
                onClick={() => onChoose(person)}
              >
                {does}
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
