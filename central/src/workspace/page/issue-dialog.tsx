import type { DeskTaskInput } from '@tapwell/shared/desk/wire';
import { api } from '@tapwell/shared/ui/api.ts';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useEffect, useState } from 'preact/hooks';
import type { DeskView } from '../../cards/card-routes.ts';

interface Props {
  title: string;
  task: DeskTaskInput;
  /** Said before anything begins, when there is something to agree to. */
  first: string | undefined;
  desk: DeskView;
  /** As they are now; ours may go. */
  desks: DeskView[];
  onClose: () => void;
}

type Step = 'first' | 'starting' | 'waiting' | 'occupied' | 'working' | 'again' | 'done' | 'refused';

/** Takes the link worker through one card: what to do, what happens, how it ended. */
export function IssueDialog({ title, task, first, desk, desks, onClose }: Props) {
  const [chosen, setChosen] = useState(desk.id);
  const [taskId, setTaskId] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const start = () => {
    setProblem(undefined);
    setTaskId('starting');
    api<DeskView>(`/api/desks/${encodeURIComponent(chosen)}/task`, task).then(
      (started) => setTaskId(started.task?.id),
      (error: Error) => setProblem(error.message),
    );
  };
  useEffect(() => {
    if (!first && desks.length === 1) start();
  }, []);

  const { step, words } = where(
    taskId,
    problem,
    desks.find((one) => one.id === chosen),
    first,
  );
  const over = step === 'done' || step === 'refused';
  const close = () => {
    // A card that is being written is finished first; only the wait for one ends.
    if (taskId && !over) api(`/api/desks/${encodeURIComponent(chosen)}/cancel`, {}).catch(() => {});
    onClose();
  };
  return (
    <Modal title={title} onClose={close}>
      {step === 'first' && desks.length > 1 && (
        <div class="nhsuk-form-group">
          <label class="nhsuk-label" for="desk">
            Which card reader?
          </label>
          <select class="nhsuk-select" id="desk" value={chosen} onChange={(e) => setChosen(e.currentTarget.value)}>
            {desks.map((one) => (
              <option key={one.id} value={one.id}>
                {one.reader.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class={`issue issue--${step}`} data-step={step}>
        <StepShape step={step} />
        <p role="status">{words}</p>
      </div>
      <div class="cards__actions">
        {step === 'first' && (
          <button type="button" class="nhsuk-button" onClick={start}>
            Go on
          </button>
        )}
        {step === 'refused' && (
          <button type="button" class="nhsuk-button" onClick={start}>
            Try again
          </button>
        )}
        <button
          type="button"
          class={`nhsuk-button ${step === 'done' ? '' : 'nhsuk-button--secondary'}`}
          onClick={close}
        >
          {over ? 'Close' : 'Cancel'}
        </button>
      </div>
    </Modal>
  );
}

/** What the dialog shows. An answer to an earlier task is not ours. */
function where(
  taskId: string | undefined,
  problem: string | undefined,
  desk: DeskView | undefined,
  first: string | undefined,
): { step: Step; words: string } {
  if (problem) return { step: 'refused', words: problem };
  if (!taskId) return { step: 'first', words: first ?? '' };
  if (!desk) return { step: 'refused', words: 'The card reader went away. Connect it and try again.' };
  const progress = desk.task?.id === taskId ? desk.task.progress : null;
  return progress ?? { step: 'starting', words: 'One moment…' };
}

/** A card and a reader, and where they are to each other. Decoration: the words beside it say it. */
function StepShape({ step }: { step: Step }) {
  if (step === 'done' || step === 'refused') {
    return (
      <svg class="issue__shape" viewBox="0 0 96 96" aria-hidden="true">
        <circle cx="48" cy="48" r="40" />
        <path d={step === 'done' ? 'M28 50 L42 64 L68 34' : 'M48 26 V54 M48 66 V68'} />
      </svg>
    );
  }
  return (
    <svg class="issue__shape" viewBox="0 0 96 96" aria-hidden="true">
      <rect class="issue__reader" x="12" y="64" width="72" height="16" rx="4" />
      <rect class="issue__card" x="24" y={step === 'working' ? 48 : 20} width="48" height="12" rx="3" />
      {step !== 'working' && <path d="M48 38 V54 M40 47 L48 55 L56 47" />}
    </svg>
  );
}
