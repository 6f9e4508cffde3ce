import type { UnplacedLine } from '../../wire.ts';
import type { Asked } from '../dialogs/dialogs.tsx';
import type { Presses } from '../press/use-presses.ts';
import { sessionTitle } from '../words/session-words.ts';

interface Props {
  lines: UnplacedLine[];
  presses: Presses;
  onAsk: (asked: Asked) => void;
}

/** Who tapped and is on no register yet: the team puts them on one, or settles it. And cards that want a look. */
export function Unplaced({ lines, ...rest }: Props) {
  const onList = lines.filter((line) => line.onList);
  const others = lines.filter((line) => !line.onList);
  return (
    <>
      {others.length > 0 && <Lines id="unplaced" title="Here, but on no list" lines={others} {...rest} />}
      {onList.length > 0 && <Lines id="look-at" title="On the list, but look at their card" lines={onList} {...rest} />}
    </>
  );
}

function Lines({ id, title, lines, presses, onAsk }: Props & { id: string; title: string }) {
  return (
    <section class="unplaced" aria-labelledby={id}>
      <h2 class="nhsuk-heading-s" id={id} tabIndex={-1}>
        {title}
      </h2>
      <ul>
        {lines.map((line) => {
          const settle = line.onList ? 'All right' : 'Not ours';
          return (
            <li key={line.tapId} data-line={line.tapId}>
              <span class="unplaced__who">
                <strong>{line.name ?? 'A card we do not know'}</strong>, {line.time}
                {line.name && <span class="quiet">: {line.why}</span>}
              </span>
              <span class="buttons">
                <PlaceButton line={line} presses={presses} onAsk={onAsk} />
                <button
                  type="button"
                  class="nhsuk-button nhsuk-button--secondary small"
                  aria-label={`${settle}: ${tapWords(line)}`}
                  onClick={() => onAsk({ what: 'dismiss', tapId: line.tapId })}
                >
                  {settle}
                </button>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** With one session and a known person there is nothing to ask: one press. */
function PlaceButton({ line, presses, onAsk }: { line: UnplacedLine; presses: Presses; onAsk: (a: Asked) => void }) {
  const [only, another] = line.sessions;
  if (!only) return null;
  const asks = another !== undefined || line.name === null;
  const what = only.asGuest ? `Count as a guest at ${sessionTitle(only)}` : `Put on ${sessionTitle(only)}`;
  const press = { do: 'place', tapId: line.tapId, sessionId: only.sessionId, note: null } as const;
  const busy = presses.isUnderWay(press);
  const label = busy ? 'Saving…' : asks ? 'Put on a list' : what;
  const place = () => {
    if (asks) onAsk({ what: 'place', tapId: line.tapId });
    else if (!busy) presses.quickly(press, `${line.name}: ${what}`);
  };
  return (
    <button
      type="button"
      class="nhsuk-button small"
      aria-disabled={busy}
      aria-label={`${label}: ${tapWords(line)}`}
      onClick={place}
    >
      {label}
    </button>
  );
}

export function tapWords({ name, time }: UnplacedLine): string {
  return `${name ?? 'card not known'}, ${time}`;
}
