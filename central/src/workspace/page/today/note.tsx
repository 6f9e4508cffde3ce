import { newId } from '@tapwell/shared/ids';
import { CONTACT_WAYS } from '@tapwell/shared/path/events';
import { api } from '@tapwell/shared/ui/api.ts';
import { useMemo } from 'preact/hooks';
import type { TodayLine } from '../../../today/today-lines.ts';
import { type Field, wordsOf } from '../form/fields.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { CONTACT_WORDS } from '../person/event-words.ts';

const FIELDS: Field[] = [
  {
    is: 'choice',
    name: 'how',
    label: 'How',
    options: CONTACT_WAYS.map((way) => ({
      value: way,
      label: CONTACT_WORDS[way].replace(/^[a-z]/, (first) => first.toUpperCase()),
    })),
  },
  {
    is: 'choice',
    name: 'reached',
    label: 'Did you reach them?',
    options: [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No, I tried' },
    ],
  },
  { is: 'words', name: 'note', label: 'Note', long: true, most: 2000 },
];

/** A note of a contact, without leaving the list. */
export function Note(props: { line: TodayLine; today: string; onDone: () => void; onClose: () => void }) {
  const { line, today, onDone, onClose } = props;
  // Made once, so that pressing twice records once.
  const id = useMemo(() => newId(), []);
  return (
    <FormDialog
      title={`Note about ${line.name}`}
      does="Save the note"
      fields={FIELDS}
      start={{ how: 'phone', reached: 'yes', note: '' }}
      send={(values) =>
        api(`/api/paths/${encodeURIComponent(line.pathId!)}/events`, {
          ...{ kind: 'contact', id, on: today, corrects: null, why: null },
          ...{ how: values.how, reached: values.reached === 'yes', note: wordsOf(values, 'note') },
        })
      }
      onDone={onDone}
      onClose={onClose}
    />
  );
}
