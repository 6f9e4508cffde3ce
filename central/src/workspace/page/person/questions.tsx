import { measureResult } from '@tapwell/shared/measures/results';
import type { PathEvent } from '@tapwell/shared/path/events';
import { useStay } from '@tapwell/shared/ui/use-stay.ts';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PathView } from '../../../paths/wire.ts';
import { DialogButtons } from '../form/dialog-buttons.tsx';
import { type Fault, type Field, faultsOf as fieldFaults, type Values, wordsOf } from '../form/fields.ts';
import { ErrorSummary, FormFields } from '../form/form-fields.tsx';
import { type Answers, type Asking, ageMissing, blankAnswers, faultsOn, pagesOf, resultsOf } from './answers.ts';
import { WHY_CORRECTED } from './event-dialog.tsx';
import { dayField } from './event-forms.ts';
import { QuestionPage } from './question-page.tsx';
import { useRecord } from './use-record.ts';
import './questions.css';

interface Props {
  title: string;
  view: PathView;
  asking: Asking;
  /** What the person is told first, in the scheme's own words. */
  words: string | null;
  /** The event without its answers: a conversation, or which follow-up. */
  as: { kind: 'conversation' } | { kind: 'follow-up'; followUp: string };
  /** The one to correct; null for a new one. */
  event: PathEvent | null;
  onRecorded: (view: PathView) => void;
  onClose: () => void;
}

/**
 * The questions, one after another and nothing else on the screen, so that the
 * person can hold the tablet themselves. Every question may be left out.
 */
export function Questions({ title, view, asking, words, as, event, onRecorded, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [answers, setAnswers] = useState<Answers>(() => blankAnswers(asking, givenIn(event)));
  const [at, setAt] = useState<number | 'first' | 'last'>('first');
  const [faults, setFaults] = useState<Fault[]>([]);
  const [leaving, setLeaving] = useState(false);
  const pages = pagesOf(asking, answers);
  const page = typeof at === 'number' ? pages[at] : undefined;
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      dialog.current?.close();
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, []);
  // A swipe or a slip of the finger takes nobody's answers away: they are asked first.
  useStay(true, () => setLeaving(true));
  // Read out first, and a key pressed in haste answers nothing; before anybody can press one.
  useLayoutEffect(() => heading.current?.focus(), [at, leaving]);

  const goTo = (next: typeof at) => {
    setFaults([]);
    setAt(next);
    dialog.current?.scrollTo(0, 0);
  };
  const forward = () => {
    if (typeof at !== 'number') return goTo(pages.length > 0 ? 0 : 'last');
    const wrong = faultsOn(pages[at]!, answers, asking);
    setFaults(wrong);
    if (wrong.length === 0) goTo(at + 1 < pages.length ? at + 1 : 'last');
  };
  const back = () => {
    if (at === 'last') return goTo(pages.length > 0 ? pages.length - 1 : 'first');
    goTo(typeof at === 'number' && at > 0 ? at - 1 : 'first');
  };
  return (
    <dialog
      class="questions"
      ref={dialog}
      aria-labelledby="questions-title"
      onCancel={(cancelled) => {
        cancelled.preventDefault();
        setLeaving(true);
      }}
      onClose={() => {
        // Asked to close once more, a browser closes it whatever we say. Gone for good, there is none.
        if (!dialog.current) return;
        dialog.current.showModal();
        heading.current?.focus();
        setLeaving(true);
      }}
    >
      <div class="questions__inner">
        <div class="questions__top">
          <p class="quiet">
            {title}
            {page && `: question ${(at as number) + 1} of ${pages.length}`}
          </p>
          <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => setLeaving(true)}>
            Stop
          </button>
        </div>
        {page && <progress class="questions__bar" max={pages.length} value={(at as number) + 1} aria-hidden="true" />}
        {leaving ? (
          <>
            <h2 class="nhsuk-heading-l" id="questions-title" tabIndex={-1} ref={heading}>
              Stop without saving?
            </h2>
            <p>What was answered here would be lost.</p>
            <div class="form__buttons">
              <button type="button" class="nhsuk-button" onClick={() => setLeaving(false)}>
                Go on with the questions
              </button>
              <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>
                Stop without saving
              </button>
            </div>
          </>
        ) : at === 'first' ? (
          <>
            <h2 class="nhsuk-heading-l" id="questions-title" tabIndex={-1} ref={heading}>
              {title}
            </h2>
            {words && <p class="questions__words">{words}</p>}
            <p class="questions__words">
              {pages.length === 0
                ? 'This scheme asks no questions here.'
                : 'You may leave out any question. There are no right or wrong answers.'}
            </p>
            <button type="button" class="nhsuk-button" onClick={forward}>
              {pages.length === 0 ? 'Go on' : 'Begin'}
            </button>
          </>
        ) : at === 'last' ? (
          <Last {...{ heading, view, asking, answers, as, event, onRecorded, onBack: back }} />
        ) : (
          page && (
            <form
              noValidate
              onSubmit={(submitted) => {
                submitted.preventDefault();
                forward();
              }}
            >
              <ErrorSummary faults={faults} />
              <QuestionPage
                key={at}
                page={page}
                answers={answers}
                asking={asking}
                faults={faults}
                heading={heading}
                onChange={setAnswers}
              />
              <div class="form__buttons questions__buttons">
                <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={back}>
                  Back
                </button>
                <button type="submit" class="nhsuk-button">
                  Next
                </button>
              </div>
            </form>
          )
        )}
      </div>
    </dialog>
  );
}

interface LastProps extends Pick<Props, 'view' | 'asking' | 'as' | 'event' | 'onRecorded'> {
  heading: { current: HTMLHeadingElement | null };
  answers: Answers;
  onBack: () => void;
}

/** For the link worker again: the day, and what is kept. */
function Last({ heading, view, asking, answers, as, event, onRecorded, onBack }: LastProps) {
  const { path } = view;
  const [values, setValues] = useState<Values>({ on: event?.on ?? path.today });
  const [faults, setFaults] = useState<Fault[]>([]);
  const { record, refused, busy } = useRecord(view.id, onRecorded);
  const fields: Field[] = [dayField(path), ...(event ? [WHY_CORRECTED] : [])];
  const measures = resultsOf(answers, asking);
  const submit = (submitted: SubmitEvent) => {
    submitted.preventDefault();
    const wrong = fieldFaults(fields, values);
    setFaults(wrong);
    if (wrong.length > 0) return;
    const corrects = event ? { corrects: event.id, why: wordsOf(values, 'whyCorrected') } : {};
    record({ ...as, on: values.on, measures, ...corrects });
  };
  return (
    <form onSubmit={submit} noValidate>
      <h2 class="nhsuk-heading-l" id="questions-title" tabIndex={-1} ref={heading}>
        Thank you
      </h2>
      <ErrorSummary faults={faults} refused={refused} />
      {ageMissing(answers, asking) && (
        <p class="strip-note">
          The answers about activity cannot be kept without an age. Please go back and ask for it.
        </p>
      )}
      {measures.length === 0 && <p>No question was answered. It is recorded that you spoke.</p>}
      <FormFields
        fields={fields}
        values={values}
        faults={faults}
        onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
      />
      <DialogButtons does={event ? 'Correct' : 'Save'} busy={busy} meanwhile="Saving…" onClose={onBack} closes="Back" />
    </form>
  );
}

function givenIn(event: PathEvent | null) {
  return event && 'measures' in event ? event.measures.map((given) => measureResult.parse(given)) : [];
}
