import type { ManualReason } from '@tapwell/shared/tap/staff-wire';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Press } from '../press/press-ids.ts';
import { instantAtSession, wallTime } from '../words/clock.ts';
import { Buttons, Choices, Field, orNull, Problem, useSend, Words } from './form.tsx';
import type { PersonProps } from './person-dialog.tsx';
import { REASONS } from './reasons.ts';

type FormProps = PersonProps & { onBack: () => void };

/** One form in the dialog of a person: what it asks, what it sends. */
function Form(props: FormProps & { does: string; check: () => Press | null; children: ComponentChildren }) {
  const { presses, onClose, onBack, does, check, children } = props;
  const { send, problem, busy } = useSend(presses, onClose);
  const form = useRef<HTMLFormElement>(null);
  // The button that led here is gone: go on at the first thing asked.
  useEffect(() => form.current?.querySelector<HTMLElement>('input:checked, input, button')?.focus(), []);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const press = check();
        if (press) void send(press);
      }}
    >
      <Problem says={problem} />
      {children}
      <Buttons does={does} busy={busy} onClose={onBack} close="Back" />
    </form>
  );
}

const whoOf = ({ session, line }: PersonProps) => ({ sessionId: session.sessionId, personId: line.personId });

export function MarkForm(props: FormProps) {
  const [reason, setReason] = useState<ManualReason>('forgot-card');
  const [note, setNote] = useState('');
  const check = (): Press => ({ do: 'check-in', ...whoOf(props), reason, note: orNull(note) });
  return (
    <Form {...props} does="Mark as here" check={check}>
      <Choices legend="Why did they not tap?" name="reason" options={REASONS} value={reason} onChange={setReason} />
      <Words label="A note, if you like" value={note} onChange={setNote} />
    </Form>
  );
}

export function ExcuseForm(props: FormProps) {
  const [note, setNote] = useState('');
  const check = (): Press => ({ do: 'excuse', ...whoOf(props), note: orNull(note) });
  return (
    <Form {...props} does="Excused" check={check}>
      <Words
        label="Why are they not coming? You can leave this empty"
        hint="A few words, nothing about their health."
        value={note}
        onChange={setNote}
      />
    </Form>
  );
}

export function UndoForm(props: FormProps) {
  const [note, setNote] = useState('');
  const check = (): Press => ({ do: 'undo', ...whoOf(props), note: orNull(note) });
  return (
    <Form {...props} does="Undo" check={check}>
      <p>Their visit is taken back. It can still be seen below their name that it was recorded and undone.</p>
      <Words label="Why? You can leave this empty" value={note} onChange={setNote} />
    </Form>
  );
}

export function NoteForm(props: FormProps) {
  const [note, setNote] = useState('');
  const [error, setError] = useState<string>();
  const check = (): Press | null => {
    if (!note.trim()) {
      setError('Write something first.');
      return null;
    }
    return { do: 'note', ...whoOf(props), note: note.trim() };
  };
  return (
    <Form {...props} does="Save the note" check={check}>
      <Words
        label="Note about this visit"
        hint="Their link worker can read it. Write nothing about their health."
        error={error}
        value={note}
        onChange={setNote}
      />
    </Form>
  );
}

const SOMEBODY_ELSE = 'somebody-else';

/** Whoever comes along with them by arrangement is offered; anybody else is written down. */
export function CompanionForm(props: FormProps) {
  const { mayCome } = props.line;
  const [who, setWho] = useState(mayCome[0]?.companionId ?? SOMEBODY_ELSE);
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  // Whom somebody else took off the list meanwhile is still who was meant.
  const [offered] = useState(mayCome);
  const known = offered.find((one) => one.companionId === who);
  const check = (): Press | null => {
    if (known) return { do: 'companion', ...whoOf(props), name: known.name, companionId: known.companionId };
    if (!name.trim()) {
      setError('Write who came along.');
      return null;
    }
    return { do: 'companion', ...whoOf(props), name: name.trim() };
  };
  return (
    <Form {...props} does="Save" check={check}>
      {offered.length > 0 && (
        <Choices
          legend="Who came along?"
          name="companion"
          options={[
            ...offered.map(({ companionId, name }) => [companionId, name] as const),
            [SOMEBODY_ELSE, 'Somebody else'] as const,
          ]}
          value={who}
          onChange={setWho}
        />
      )}
      {!known && (
        <Words
          label={offered.length > 0 ? 'Their name' : 'Who came along?'}
          hint="For example a link worker or a volunteer."
          error={error}
          value={name}
          onChange={setName}
        />
      )}
    </Form>
  );
}

/** When they came or left, put right. */
export function TimeForm(props: FormProps & { of: 'came' | 'left' }) {
  const { line, session, register, of } = props;
  const recorded = of === 'came' ? line.arrived : line.left;
  const [time, setTime] = useState(recorded ?? wallTime(register.now, register.zone));
  const [error, setError] = useState<string>();
  const check = (): Press | null => {
    if (!/^\d{2}:\d{2}/.test(time)) {
      setError('Give a time, such as 10:30.');
      return null;
    }
    const at = instantAtSession(session, time.slice(0, 5), register.zone);
    if (at > register.now) {
      setError('That time is still to come.');
      return null;
    }
    return of === 'came'
      ? { do: 'correct-arrival', ...whoOf(props), at, note: null }
      : { do: 'left', ...whoOf(props), at };
  };
  return (
    <Form {...props} does="Save the time" check={check}>
      <Field label={of === 'came' ? 'When did they come?' : 'When did they leave?'} error={error}>
        {(attributes) => (
          <input
            class="nhsuk-input time"
            type="time"
            {...attributes}
            value={time}
            onInput={(event) => setTime(event.currentTarget.value)}
          />
        )}
      </Field>
    </Form>
  );
}
