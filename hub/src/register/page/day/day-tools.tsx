import type { DayRegister } from '../../wire.ts';
import type { Asked } from '../dialogs/dialogs.tsx';
import type { SheetKind } from '../print/sheet.tsx';

interface Props {
  register: DayRegister;
  onPrint: (kind: SheetKind) => void;
  onAsk: (asked: Asked) => void;
}

/** What can be done with the whole day. */
export function DayTools({ register, onPrint, onAsk }: Props) {
  const { activities, sessions, day } = register;
  return (
    <section class="day-tools" aria-label="This day">
      {activities.length > 0 && register.kept && (
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary small"
          onClick={() => onAsk({ what: 'extra' })}
        >
          Add an extra session
        </button>
      )}
      {sessions.length > 0 && (
        <>
          <button type="button" class="nhsuk-button nhsuk-button--secondary small" onClick={() => onPrint('register')}>
            Print this register
          </button>
          <button type="button" class="nhsuk-button nhsuk-button--secondary small" onClick={() => onPrint('blank')}>
            Print a sheet to sign by hand
          </button>
          <a class="day-tools__link" href={`/api/register.csv?day=${day}`} download={`register-${day}.csv`}>
            Save as a table (CSV)
          </a>
        </>
      )}
    </section>
  );
}
