import { api } from '@tapwell/shared/ui/api.ts';
import type { WaitingView } from '../../../paths/wire.ts';
import { dayWords } from '../dates.ts';
import { FormDialog } from '../form/form-dialog.tsx';

interface Props {
  line: WaitingView;
  onDone: (words: string) => void;
  onClose: () => void;
}

const SOMEBODY_NEW = 'new';

/** Whether somebody who came by a form is on record already: nothing is put together without a person saying so. */
export function WhoItIs({ line, onDone, onClose }: Props) {
  const { id, name, maybe } = line;
  const known = maybe.map((one) => ({
    value: one.patientId,
    label: `The same person as ${one.name}`,
    hint: [
      one.born === null ? null : `Born ${dayWords(one.born)} ${one.born.slice(0, 4)}.`,
      one.sameNumber ? 'The same NHS number was written.' : 'The same last name and birthday.',
    ]
      .filter(Boolean)
      .join(' '),
  }));
  let chosen = SOMEBODY_NEW;
  return (
    <FormDialog
      title={`Who is ${name}?`}
      does="Save"
      fields={[
        {
          is: 'choice',
          name: 'who',
          label: 'They are',
          options: [...known, { value: SOMEBODY_NEW, label: 'Somebody new' }],
        },
      ]}
      start={{}}
      send={({ who = SOMEBODY_NEW }) => {
        chosen = who;
        const samePersonAs = who === SOMEBODY_NEW ? null : who;
        return api<void>(`/api/referrals/${encodeURIComponent(id)}/person`, { samePersonAs });
      }}
      onDone={() =>
        onDone(chosen === SOMEBODY_NEW ? `${name} is somebody new.` : `${name} is put together with who was known.`)
      }
      onClose={onClose}
    />
  );
}
