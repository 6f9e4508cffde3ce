import { api } from '@tapwell/shared/ui/api.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FilePreview, FileSent, ImportKind, SchemeImports } from '../../../imports/wire.ts';
import type { Fault, Field, Values } from '../form/fields.ts';
import { faultsOf } from '../form/fields.ts';
import { ErrorSummary, FormFields } from '../form/form-fields.tsx';
import { Problem } from '../problem.tsx';
import { doneWords, KINDS, SERVICE_WORDS } from './kinds.ts';
import { Lines } from './lines.tsx';
import { readText } from './read-text.ts';

interface Props {
  kind: ImportKind;
  scheme: SchemeImports;
}

/** Choose a file, see what would come of it line by line, then bring it in. */
export function Bring({ kind, scheme }: Props) {
  const words = KINDS[kind];
  const services = kind === 'service-use' ? (scheme.serviceUse ?? []) : [];
  const fields = completeFields(services);
  const [file, setFile] = useState<File>();
  const [values, setValues] = useState<Values>(() => Object.fromEntries(services.map((one) => [one, 'yes'])));
  const [faults, setFaults] = useState<Fault[]>([]);
  const [looked, setLooked] = useState<{ sent: FileSent; preview: FilePreview }>();
  const [done, setDone] = useState<number>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const result = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (looked) result.current?.focus();
  }, [looked]);

  const refuse = (error: Error) => setProblem(error.message.replace(/^(complete\.)?\w+: /, ''));
  const look = async () => {
    const wrong = [
      ...(file ? [] : [{ name: 'file', says: 'File: choose one.' }]),
      ...faultsOf(fields, values),
      ...(kind === 'service-use' && !services.some((one) => values[one] === 'yes')
        ? [{ name: services[0] ?? '', says: 'What the file has: tick at least one.' }]
        : []),
    ];
    setFaults(wrong);
    setProblem(undefined);
    setDone(undefined);
    setLooked(undefined);
    if (!file || wrong.length > 0 || busy) return;
    setBusy(true);
    try {
      const complete = {
        services: services.filter((one) => values[one] === 'yes'),
        from: values.from!,
        until: values.until!,
      };
      const sent = {
        ...{ text: await readText(file), schemeId: scheme.id },
        ...(kind === 'service-use' && { complete }),
      };
      setLooked({ sent, preview: await api<FilePreview>(`/api/imports/${kind}/preview`, sent) });
    } catch (error) {
      refuse(error as Error);
    }
    setBusy(false);
  };
  const bringIn = () => {
    if (!looked || busy) return;
    const { id, hash, ready } = looked.preview;
    setBusy(true);
    setProblem(undefined);
    api<{ imported: number }>(`/api/imports/${kind}`, { ...looked.sent, id, hash, ready })
      .then(({ imported }) => {
        setDone(imported);
        setLooked({
          ...looked,
          preview: { ...looked.preview, ready: 0, lines: looked.preview.lines.filter((l) => l.is === 'left-out') },
        });
      }, refuse)
      .finally(() => setBusy(false));
  };
  const preview = looked?.preview;
  const left = preview?.lines.filter((line) => line.is === 'left-out').length ?? 0;
  /** With service use a file without lines says something too. */
  const mayBring =
    preview && done === undefined && (preview.ready > 0 || (kind === 'service-use' && preview.notes.length === 0));
  return (
    <>
      <p>{words.about}</p>
      <Columns columns={scheme.columns[kind]} />
      <form
        class="entry"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <ErrorSummary faults={faults} refused={undefined} />
        <div class={`nhsuk-form-group ${faults.some((f) => f.name === 'file') ? 'nhsuk-form-group--error' : ''}`}>
          <label class="nhsuk-label form__label" for="csv-file">
            File
          </label>
          <span class="nhsuk-hint" id="csv-hint">
            CSV, as a spreadsheet saves it. At most 1,000 lines.
          </span>
          <input
            class="choose-file"
            type="file"
            id="csv-file"
            data-field="file"
            accept=".csv,.txt,text/csv"
            aria-describedby="csv-hint"
            aria-invalid={faults.some((f) => f.name === 'file') ? 'true' : undefined}
            onChange={(e) => {
              setFile(e.currentTarget.files?.[0]);
              setLooked(undefined);
              setDone(undefined);
            }}
          />
        </div>
        <FormFields
          fields={fields}
          values={values}
          faults={faults}
          onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
        />
        <button type="submit" class="nhsuk-button" aria-disabled={busy ? 'true' : undefined}>
          Look at the file
        </button>
      </form>
      <Problem says={problem} />
      <div role="status">
        {busy && <p>One moment…</p>}
        {done !== undefined && <p class="told told--done">{doneWords(kind, done)}</p>}
      </div>
      {preview && (
        <section aria-labelledby="what-comes">
          <h2 class="nhsuk-heading-m" id="what-comes" tabIndex={-1} ref={result}>
            {done === undefined
              ? `${preview.ready} ready, ${left} left out`
              : left > 0
                ? `${left} left out`
                : 'Nothing was left out'}
          </h2>
          {done === undefined && preview.ready === 0 && <p>{words.none}</p>}
          {preview.notes.map((note) => (
            <p key={note} class="told">
              {note}
            </p>
          ))}
          <p class="entry__links">
            {mayBring && (
              <button type="button" class="nhsuk-button" aria-disabled={busy ? 'true' : undefined} onClick={bringIn}>
                {preview.ready > 0 ? words.press(preview.ready) : 'Put these days on record as complete'}
              </button>
            )}
            {preview.leftOut && (
              <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => save(preview.leftOut!)}>
                Save what is left out as a file
              </button>
            )}
          </p>
          <Lines lines={preview.lines} />
        </section>
      )}
    </>
  );
}

function completeFields(services: (keyof typeof SERVICE_WORDS)[]): Field[] {
  if (services.length === 0) return [];
  return [
    ...services.map((name): Field => ({ is: 'tick', name, label: `The file has all ${SERVICE_WORDS[name]}` })),
    {
      ...{ is: 'date', name: 'from', label: 'From which day' },
      hint: 'Only for these days does nothing in the file mean that there was nothing.',
    },
    { is: 'date', name: 'until', label: 'Until which day' },
  ];
}

function Columns({ columns }: { columns: SchemeImports['columns'][ImportKind] }) {
  return (
    <details class="more">
      <summary>The columns of the file</summary>
      <p>The first line names the columns. They may come in any order, and others are passed over.</p>
      <dl class="facts">
        {columns.map(({ title, hint, needed }) => (
          <div key={title}>
            <dt>
              {title}
              {needed && <span class="quiet"> (needed)</span>}
            </dt>
            <dd>{hint}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Kept in this page alone until somebody saves it. */
function save(text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = 'left-out.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}
