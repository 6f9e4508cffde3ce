import { newId } from '@tapwell/shared/ids';
import { api } from '@tapwell/shared/ui/api.ts';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FoundCompanion, NewAccompaniment } from '../../../companions/wire.ts';
import type { PathView } from '../../../paths/wire.ts';
import { DialogButtons } from '../form/dialog-buttons.tsx';
import { type Fault, type Field, faultsOf, type Values } from '../form/fields.ts';
import { ErrorSummary, FormFields } from '../form/form-fields.tsx';
import { foundWords, untilWords } from './companion-words.ts';

const SOON_MS = 300;
const NEW = 'new';

interface Props {
  view: PathView;
  onAdded: (name: string) => void;
  onClose: () => void;
}

/**
 * Who comes along from now on. Somebody the scheme knows is found by their name,
 * and never entered a second time unasked; else they are entered by it.
 */
export function CompanionDialog({ view: { id: pathId, path, policy, patient }, onAdded, onClose }: Props) {
  const id = useRef(newId());
  const [looked, setLooked] = useState<{ name: string; found: FoundCompanion[] }>();
  const [values, setValues] = useState<Values>({
    since: path.today,
    ...(policy.companions.length === 1 && { title: policy.companions[0]!.title }),
  });
  const [faults, setFaults] = useState<Fault[]>([]);
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const at = `/api/paths/${encodeURIComponent(pathId)}/companions`;
  const name = (values.name ?? '').trim();

  const look = async (wanted: string) => {
    const { found } = await api<{ found: FoundCompanion[] }>(`${at}/search`, { name: wanted });
    return { name: wanted, found };
  };
  useEffect(() => {
    if (name.length < 2) return;
    let left = false;
    // While somebody types nothing is said of a connection that is away; sending asks again.
    const timer = setTimeout(() => {
      look(name).then(
        (answer) => left || setLooked(answer),
        () => {},
      );
    }, SOON_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [name]);

  const shown = looked && name.length > 0 && looked.name === name ? looked.found : [];
  const fields = fieldsOf(shown);
  const send = async () => {
    setRefused(undefined);
    const seen = looked?.name === name ? looked : name === '' ? undefined : await look(name);
    setLooked(seen);
    const wrong = faultsOf(fieldsOf(seen?.found ?? []), values);
    setFaults(wrong);
    if (wrong.length > 0) return;
    const known = seen?.found.find((one) => one.companionId === values.who);
    const asked: NewAccompaniment = {
      id: id.current,
      who: known ? { companionId: known.companionId } : { name },
      title: values.title!,
      since: values.since!,
    };
    await api(at, asked);
    onAdded(known?.name ?? name);
  };
  return (
    <Modal title={`Who comes along with ${patient.displayName}?`} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          setBusy(true);
          send()
            .catch((error: Error) => setRefused(error.message))
            .finally(() => setBusy(false));
        }}
      >
        <ErrorSummary faults={faults} refused={refused} />
        <p class="nhsuk-u-visually-hidden" role="status">
          {shown.length > 0 ? `${shown.length} found by that name. Choose below.` : ''}
        </p>
        <FormFields
          fields={fields}
          values={values}
          faults={faults}
          onChange={(field, value) =>
            setValues((old) => ({ ...old, [field]: value, ...(field === 'name' && { who: '' }) }))
          }
        />
        <DialogButtons does="Add" busy={busy} meanwhile="Saving…" onClose={onClose} />
      </form>
    </Modal>
  );

  function fieldsOf(found: FoundCompanion[]): Field[] {
    return [
      {
        ...{ is: 'words', name: 'name', label: 'Their name', most: 100 },
        hint: 'Volunteers need no sign-in. Venues see this name and nothing else of them.',
      },
      {
        ...{ is: 'choice', name: 'who', label: 'Is it one of these?', when: () => found.length > 0 },
        options: [
          ...found.map((one) => ({ value: one.companionId, label: one.name, hint: foundWords(one) })),
          { value: NEW, label: `No, ${name} is somebody new` },
        ],
      },
      {
        ...{ is: 'choice', name: 'title', label: 'They come along as' },
        options: policy.companions.map(({ title, until }) => ({ value: title, label: title, hint: untilWords(until) })),
      },
      { is: 'date', name: 'since', label: 'Since', max: path.today },
    ];
  }
}
