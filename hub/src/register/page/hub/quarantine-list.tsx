import { api } from '@tapwell/shared/ui/api.ts';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import type { HubState, QuarantineAction, QuarantineLine } from '../../wire.ts';
import { Buttons, Problem, Words } from '../dialogs/form.tsx';
import { ago } from '../words/ago.ts';

interface Props {
  state: HubState;
  onChanged: () => void;
}

/** What the council's record did not take: kept, with its reason, until someone settles it. */
export function QuarantineList({ state, onChanged }: Props) {
  const [asked, setAsked] = useState<QuarantineLine>();
  const [problem, setProblem] = useState<string>();
  const { quarantine, now } = state;
  const settled = quarantine.filter((line) => line.state === 'explained');
  const open = quarantine.filter((line) => line.state !== 'explained');
  const send = async (action: QuarantineAction) => {
    await api('/api/hub/quarantine', action);
    onChanged();
  };
  const retry = (line: QuarantineLine) => {
    setProblem(undefined);
    send({ do: 'retry', key: line.key }).catch((error: Error) => setProblem(error.message));
  };
  return (
    <section class="panel" aria-labelledby="quarantine">
      <h2 class="nhsuk-heading-s" id="quarantine" tabIndex={-1}>
        Not accepted
      </h2>
      <p class="quiet">Nothing here is lost. Everything else goes on as usual meanwhile.</p>
      <Problem says={problem} />
      {open.length === 0 && <p>Nothing is waiting to be settled.</p>}
      <Lines lines={open} now={now} onRetry={retry} onExplain={setAsked} />
      {settled.length > 0 && (
        <details>
          <summary>Settled ({settled.length})</summary>
          <Lines lines={settled} now={now} onRetry={retry} />
        </details>
      )}
      {asked && (
        <ExplainDialog
          line={asked}
          send={send}
          onClose={() => {
            setAsked(undefined);
          }}
        />
      )}
    </section>
  );
}

interface LinesProps {
  lines: QuarantineLine[];
  now: string;
  onRetry?: (line: QuarantineLine) => void;
  onExplain?: (line: QuarantineLine) => void;
}

function Lines({ lines, now, onRetry, onExplain }: LinesProps) {
  if (lines.length === 0) return null;
  return (
    <ul class="rows">
      {lines.map((line) => {
        const which = line.about ?? line.what;
        return (
          <li key={line.key} data-key={line.key}>
            <h3>
              {line.what}
              {line.about && <span class="quiet">{line.about}</span>}
            </h3>
            <p>
              {line.reason}
              <br />
              <span class="quiet">
                {line.happenedAt && `From ${ago(Date.parse(now) - Date.parse(line.happenedAt))}, `}
                {line.happenedAt ? 'not' : 'Not'} accepted {ago(Date.parse(now) - Date.parse(line.refusedAt))}.
              </span>
              {(line.explanation || line.state === 'explained') && (
                <>
                  <br />
                  Settled{line.by && ` by ${line.by}`}
                  {line.explanation ? `: ${line.explanation}` : line.by ? '. Please ask them what it was.' : '.'}
                </>
              )}
            </p>
            {line.state === 'retrying' && <p role="status">Trying again…</p>}
            {line.state !== 'retrying' && onRetry && (
              <div class="buttons">
                <button
                  type="button"
                  class="nhsuk-button small"
                  aria-label={`Try again: ${which}`}
                  onClick={() => onRetry(line)}
                >
                  Try again
                </button>
                {onExplain && (
                  <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary small"
                    aria-label={`Settle it in words: ${which}`}
                    onClick={() => onExplain(line)}
                  >
                    Settle it in words
                  </button>
                )}
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function ExplainDialog(props: {
  line: QuarantineLine;
  send: (action: QuarantineAction) => Promise<void>;
  onClose: () => void;
}) {
  const { line, send, onClose } = props;
  const [note, setNote] = useState('');
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!note.trim()) return setError('Write a few words first.');
    setBusy(true);
    send({ do: 'explain', key: line.key, note: note.trim() }).then(onClose, (failure: Error) => {
      setProblem(failure.message);
      setBusy(false);
    });
  };
  return (
    <Modal title="Settle it in words" onClose={onClose}>
      <form noValidate onSubmit={submit}>
        <p>
          {line.what}
          {line.about && `: ${line.about}`}. {line.reason}
        </p>
        <Problem says={problem} />
        <Words
          label="What was it, and what was done about it?"
          hint="For example: their link worker has added the visit by hand."
          error={error}
          value={note}
          onChange={setNote}
        />
        <Buttons does="Settle it" busy={busy} onClose={onClose} />
      </form>
    </Modal>
  );
}
