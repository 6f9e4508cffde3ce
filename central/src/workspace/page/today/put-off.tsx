import { newId } from '@tapwell/shared/ids';
import { addDays } from '@tapwell/shared/path/dates';
import { api } from '@tapwell/shared/ui/api.ts';
import type { TodayLine } from '../../../today/today-lines.ts';
import type { Field, Values } from '../form/fields.ts';
import { FormDialog } from '../form/form-dialog.tsx';

/** Puts a line off to a day; to today, and it is back. */
export function putOff({ pathId, line }: TodayLine, untilOn: string): Promise<unknown> {
  return api('/api/today/put-off', { id: newId(), pathId, line, untilOn });
}

function fieldsFrom(today: string): Field[] {
  return [
    {
      is: 'choice',
      name: 'until',
      label: 'When shall it come back?',
      options: [
        { value: 'tomorrow', label: 'Tomorrow' },
        { value: 'week', label: 'In a week' },
        { value: 'day', label: 'On a day I choose' },
      ],
    },
    {
      is: 'date',
      name: 'day',
      label: 'Which day?',
      min: addDays(today, 1),
      when: ({ until }: Values) => until === 'day',
    },
  ];
}

/** "Not now", for everybody who has this person on their list. */
export function PutOff(props: { line: TodayLine; today: string; onDone: () => void; onClose: () => void }) {
  const { line, today, onDone, onClose } = props;
  const untilOf = ({ until, day }: Values) => (until === 'day' ? day! : addDays(today, until === 'week' ? 7 : 1));
  return (
    <FormDialog
      title="Not now"
      does="Put it off"
      fields={fieldsFrom(today)}
      start={{ until: 'tomorrow' }}
      send={(values) => putOff(line, untilOf(values))}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{line.sentence}</p>
    </FormDialog>
  );
}
