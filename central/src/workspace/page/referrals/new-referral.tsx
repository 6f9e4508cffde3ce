import { newId } from '@tapwell/shared/ids';
import { api } from '@tapwell/shared/ui/api.ts';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useRef, useState } from 'preact/hooks';
import type { ReferringView } from '../../../referrals/wire.ts';
import { digitsOf, languageField, languageOf, nhsNumberField } from '../form/about-person.ts';
import { type Field, type Values, wordsOf } from '../form/fields.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { referralForm } from '../person/event-forms.ts';

interface Props {
  onDone: (words: string) => void;
  onClose: () => void;
}

/** A referral that came by phone, by letter or across the desk. */
export function NewReferral({ onDone, onClose }: Props) {
  const { data, problem } = useLive<ReferringView>('/api/referrals/schemes');
  const [schemeId, setSchemeId] = useState<string>();
  // Made once: pressed twice, or again after a lost answer, it is still one referral.
  const ids = useRef({ path: newId(), referral: newId() });
  const scheme =
    data?.schemes.find((one) => one.id === schemeId) ?? (data?.schemes.length === 1 ? data.schemes[0] : undefined);
  if (!data || data.schemes.length === 0) {
    return (
      <Modal title="New referral" onClose={onClose}>
        <p role="status">{problem ?? 'Loading…'}</p>
      </Modal>
    );
  }
  if (!scheme) {
    const options = data.schemes.map(({ id, policy }) => ({ value: id, label: policy.name }));
    return (
      <FormDialog
        key="scheme"
        title="New referral"
        does="Next"
        fields={[{ is: 'select', name: 'scheme', label: 'To which scheme?', options }]}
        start={{}}
        send={async (values) => setSchemeId(values.scheme)}
        onDone={() => {}}
        onClose={onClose}
      />
    );
  }
  const referral = referralForm({ policy: scheme.policy }, null);
  const { today } = scheme;
  let said = '';
  return (
    <FormDialog
      key={scheme.id}
      title="New referral"
      does="Put on record"
      fields={[
        ...personFields(today),
        { is: 'date', name: 'on', label: 'Referred on which day?', max: today },
        ...referral.fields,
        {
          is: 'choice',
          name: 'take',
          label: 'Who sees to them?',
          options: [
            { value: 'yes', label: 'I do' },
            { value: 'no', label: 'Whoever takes them from the list' },
          ],
        },
      ]}
      start={{ ...referral.start, on: today, take: 'yes' }}
      send={(values) => {
        const person = personOf(values);
        said = `${person.given} ${person.family} is ${values.take === 'yes' ? 'with you now' : 'on the list'}.`;
        return api('/api/paths', {
          id: ids.current.path,
          schemeId: scheme.id,
          person,
          referral: {
            ...{ kind: 'referral', id: ids.current.referral, on: values.on, corrects: null, why: null },
            ...referral.own(values),
          },
          take: values.take === 'yes',
        });
      }}
      onDone={() => onDone(said)}
      onClose={onClose}
    />
  );
}

const personFields = (today: string): Field[] => [
  { is: 'words', name: 'given', label: 'First name', most: 100 },
  { is: 'words', name: 'family', label: 'Last name', most: 100 },
  { is: 'date', name: 'born', label: 'Date of birth', optional: true, min: '1900-01-01', max: today },
  nhsNumberField('Somebody who is on record already is found by it.'),
  { is: 'words', name: 'phone', label: 'Phone number', optional: true, most: 40 },
  languageField(null),
];

function personOf(values: Values) {
  const given = wordsOf(values, 'given')!;
  return {
    given,
    family: wordsOf(values, 'family')!,
    displayName: given,
    born: wordsOf(values, 'born'),
    nhsNumber: digitsOf(values.nhsNumber ?? '') || null,
    phone: wordsOf(values, 'phone'),
    language: languageOf(values.language),
  };
}
