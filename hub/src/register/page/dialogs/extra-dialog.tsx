import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useId, useState } from 'preact/hooks';
import type { DayRegister } from '../../wire.ts';
import { wallTime } from '../words/clock.ts';
import { dayWords } from '../words/days.ts';
import { Buttons, type DialogProps, Field, Problem, useSend } from './form.tsx';

const LENGTHS = [
  [30, 'Half an hour'],
  [45, '45 minutes'],
  [60, '1 hour'],
  [90, '1 hour and a half'],
  [120, '2 hours'],
  [180, '3 hours'],
  [240, '4 hours'],
] as const;

/** A session that is not in the schedule, on the day shown. */
export function ExtraDialog({ register, presses, onClose }: DialogProps & { register: DayRegister }) {
  const { activities, day, today, now, zone } = register;
  const [activityId, setActivityId] = useState(activities[0]?.id ?? '');
  const [start, setStart] = useState(day === today ? `${wallTime(now, zone).slice(0, 2)}:00` : '10:00');
  const [minutes, setMinutes] = useState(60);
  const [error, setError] = useState<string>();
  const { send, problem, busy } = useSend(presses, onClose);
  const length = useId();
  return (
    <Modal title="Add an extra session" onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const time = start.slice(0, 5);
          if (!/^\d{2}:\d{2}$/.test(time)) setError('Give a time, such as 10:30.');
          else void send({ do: 'extra-session', activityId, date: day, start: time, minutes });
        }}
      >
        <p>{dayWords(day, today)}. Everyone with this activity is expected, and kiosks offer it.</p>
        <Problem says={problem} />
        <Field label="Which activity?">
          {({ id }) => (
            <select
              class="nhsuk-select"
              id={id}
              value={activityId}
              onChange={(e) => setActivityId(e.currentTarget.value)}
            >
              {activities.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="When does it start?" error={error}>
          {(attributes) => (
            <input
              class="nhsuk-input time"
              type="time"
              {...attributes}
              value={start}
              onInput={(event) => setStart(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="nhsuk-form-group">
          <label class="nhsuk-label" for={length}>
            How long is it?
          </label>
          <select
            class="nhsuk-select"
            id={length}
            value={String(minutes)}
            onChange={(event) => setMinutes(Number(event.currentTarget.value))}
          >
            {LENGTHS.map(([one, words]) => (
              <option key={one} value={String(one)}>
                {words}
              </option>
            ))}
          </select>
        </div>
        <Buttons does="Add the session" busy={busy} onClose={onClose} />
      </form>
    </Modal>
  );
}
