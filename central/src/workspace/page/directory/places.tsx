import { newId } from '@tapwell/shared/ids';
import { api } from '@tapwell/shared/ui/api.ts';
import { useMemo, useState } from 'preact/hooks';
import type { DirectoryView, ProviderView, VenueView } from '../../../directory/wire.ts';
import { type Field, type Values, wordsOf } from '../form/fields.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { AccreditationMark, WithdrawnMark } from './marks.tsx';
import { dateWords, KIND_WORDS } from './words.ts';

interface Props {
  directory: DirectoryView;
  onChanged: () => void;
}

type Asked =
  | { kind: 'provider'; of?: ProviderView }
  | { kind: 'venue'; of?: VenueView }
  | { kind: 'end'; of: ProviderView };

/** Providers with their accreditation, and venues. */
export function Places({ directory, onChanged }: Props) {
  const [asked, setAsked] = useState<Asked>();
  const done = () => {
    setAsked(undefined);
    onChanged();
  };
  const close = () => setAsked(undefined);
  const { providers, venues, mayChangeAll, today } = directory;
  const name = (of: string) => <span class="nhsuk-u-visually-hidden"> {of}</span>;
  return (
    <>
      <h2 class="nhsuk-heading-m">Providers</h2>
      {mayChangeAll && (
        <button type="button" class="nhsuk-button" onClick={() => setAsked({ kind: 'provider' })}>
          Add a provider
        </button>
      )}
      <ul class="offers">
        {providers.map((p) => (
          <li key={p.id}>
            <strong>{p.name}</strong>
            <span>
              {KIND_WORDS[p.kind]}
              {p.accreditation === 'valid' && p.accreditedUntil && `, accredited until ${dateWords(p.accreditedUntil)}`}
            </span>
            <AccreditationMark provider={p} unknownToo={p.mayChange} />
            <WithdrawnMark on={p.withdrawnOn} today={today} />
            {p.mayChange && (
              <span class="offers__does">
                <button
                  type="button"
                  class="nhsuk-button nhsuk-button--secondary"
                  onClick={() => setAsked({ kind: 'provider', of: p })}
                >
                  Change{name(p.name)}
                </button>
                <button
                  type="button"
                  class="nhsuk-button nhsuk-button--secondary"
                  onClick={() => setAsked({ kind: 'end', of: p })}
                >
                  {p.withdrawnOn === null ? 'Stop' : 'Take back'}
                  {name(p.name)}
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      <h2 class="nhsuk-heading-m">Venues</h2>
      {mayChangeAll && (
        <button type="button" class="nhsuk-button" onClick={() => setAsked({ kind: 'venue' })}>
          Add a venue
        </button>
      )}
      <ul class="offers">
        {venues.map((v) => (
          <li key={v.id}>
            <strong>{v.name}</strong>
            <span>{[v.address, v.town, v.postcode].filter(Boolean).join(', ') || 'No address yet'}</span>
            {v.accessibility && <span class="quiet">{v.accessibility}</span>}
            {v.mayChange && (
              <span class="offers__does">
                <button
                  type="button"
                  class="nhsuk-button nhsuk-button--secondary"
                  onClick={() => setAsked({ kind: 'venue', of: v })}
                >
                  Change{name(v.name)}
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {asked?.kind === 'provider' && <ProviderDialog of={asked.of} onDone={done} onClose={close} />}
      {asked?.kind === 'venue' && <VenueDialog of={asked.of} zone={directory.zone} onDone={done} onClose={close} />}
      {asked?.kind === 'end' && <EndDialog of={asked.of} today={today} onDone={done} onClose={close} />}
    </>
  );
}

interface DialogProps<T> {
  of?: T | undefined;
  onDone: () => void;
  onClose: () => void;
}

const PROVIDER: Field[] = [
  { is: 'words', name: 'name', label: 'Name', most: 200 },
  {
    ...{ is: 'choice', name: 'kind', label: 'What it is' },
    options: Object.entries(KIND_WORDS).map(([value, label]) => ({ value, label })),
  },
  ...(['accreditedFrom', 'accreditedUntil'] as const).map(
    (name): Field => ({
      ...{
        is: 'date',
        name,
        label: name === 'accreditedFrom' ? 'Accredited from' : 'Accredited until',
        optional: true,
      },
      when: (values) => values.kind === 'accredited-provider',
    }),
  ),
  { is: 'words', name: 'description', label: 'About them', most: 2000, long: true, optional: true },
  { is: 'words', name: 'url', label: 'Web page', hint: 'Begins with https://', most: 500, optional: true },
  { is: 'words', name: 'email', label: 'Email', hint: 'Everybody can see it.', most: 200, optional: true },
  { is: 'words', name: 'phone', label: 'Phone', hint: 'Everybody can see it.', most: 40, optional: true },
];

function ProviderDialog({ of, onDone, onClose }: DialogProps<ProviderView>) {
  const id = useMemo(() => of?.id ?? newId(), []);
  const send = async (values: Values) => {
    const accredited = values.kind === 'accredited-provider';
    const { accreditedFrom, accreditedUntil } = values;
    if (accredited && accreditedFrom && accreditedUntil && accreditedUntil < accreditedFrom) {
      throw new Error('The last day of the accreditation comes before the first.');
    }
    const entry = Object.fromEntries(PROVIDER.map(({ name }) => [name, wordsOf(values, name)]));
    const days = accredited ? {} : { accreditedFrom: null, accreditedUntil: null };
    await save('providers', { id, seen: of?.seen ?? null, entry: { ...entry, ...days } });
  };
  const start = of ? textsOf(PROVIDER, of) : {};
  const title = of ? `Change ${of.name}` : 'Add a provider';
  return (
    <FormDialog
      title={title}
      does="Save"
      fields={PROVIDER}
      start={start}
      send={send}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

const VENUE: Field[] = [
  { is: 'words', name: 'name', label: 'Name', most: 200 },
  { is: 'words', name: 'address', label: 'Street and number', most: 300, optional: true },
  { is: 'words', name: 'town', label: 'Town', most: 100, optional: true },
  { is: 'words', name: 'postcode', label: 'Postcode', most: 10, optional: true },
  {
    is: 'words',
    name: 'latitude',
    label: 'Latitude',
    hint: 'For example 51.8787. For maps.',
    most: 20,
    optional: true,
  },
  { is: 'words', name: 'longitude', label: 'Longitude', hint: 'For example -0.4200.', most: 20, optional: true },
  {
    is: 'words',
    name: 'accessibility',
    label: 'Getting in',
    hint: 'For example: step-free, lift, parking.',
    most: 1000,
    long: true,
    optional: true,
  },
];

function VenueDialog({ of, zone, onDone, onClose }: DialogProps<VenueView> & { zone: string }) {
  const id = useMemo(() => of?.id ?? newId(), []);
  const send = async (values: Values) => {
    const entry = Object.fromEntries(VENUE.map(({ name }) => [name, wordsOf(values, name)]));
    const place = {
      latitude: degrees(entry.latitude ?? null, 90, 'Latitude'),
      longitude: degrees(entry.longitude ?? null, 180, 'Longitude'),
    };
    await save('venues', { id, seen: of?.seen ?? null, entry: { ...entry, ...place, zone: of?.zone ?? zone } });
  };
  const start = of ? textsOf(VENUE, of) : {};
  const title = of ? `Change ${of.name}` : 'Add a venue';
  return (
    <FormDialog title={title} does="Save" fields={VENUE} start={start} send={send} onDone={onDone} onClose={onClose} />
  );
}

function EndDialog({ of, today, onDone, onClose }: DialogProps<ProviderView> & { of: ProviderView; today: string }) {
  const back = of.withdrawnOn !== null;
  return (
    <FormDialog
      title={back ? `Take back ${of.name}` : `Stop ${of.name}`}
      does={back ? 'Take back' : 'Stop'}
      fields={back ? [] : [{ is: 'date', name: 'from', label: 'From which day do they offer nothing any more' }]}
      start={{ from: today }}
      send={(values) =>
        api('/api/directory/withdrawals', { kind: 'provider', id: of.id, from: back ? null : values.from })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        {back
          ? 'What stopped with them is offered again, at the times it had.'
          : 'All their activities stop with them. Nothing is deleted.'}
      </p>
    </FormDialog>
  );
}

const save = (what: 'providers' | 'venues', sent: object) =>
  api(`/api/directory/${what}`, sent).catch((error: Error) => {
    // The server names the field before its sentence; people need not see it.
    throw new Error(error.message.replace(/^entry(\.\w+)*: /, ''));
  });

function textsOf(fields: Field[], of: object): Values {
  const values = of as Record<string, unknown>;
  return Object.fromEntries(fields.map(({ name }) => [name, values[name] == null ? '' : String(values[name])]));
}

/** @throws Error in a sentence */
function degrees(text: string | null, most: number, label: string): number | null {
  if (text === null) return null;
  const value = Number(text);
  if (!Number.isFinite(value) || Math.abs(value) > most)
    throw new Error(`${label}: a number from -${most} to ${most}.`);
  return value;
}
