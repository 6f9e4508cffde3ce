import { api } from '@tapwell/shared/ui/api.ts';
import { useState } from 'preact/hooks';
import type { ImportDone, ImportPreview } from '../../../directory/import-wire.ts';
import { readText } from '../imports/read-text.ts';
import { Problem } from '../problem.tsx';
import { fieldWords } from './words.ts';

const IS = { new: 'New', changed: 'Changed', same: 'As it is', 'left-out': 'Left out' } as const;
const MOST_SHOWN = 500;

/** The directory as a file that other directories understand, and theirs into ours. */
export function Exchange({ areas, onImported }: { areas: string[]; onImported: () => void }) {
  const [file, setFile] = useState<{ name: string; text: string }>();
  const [area, setArea] = useState('');
  const [preview, setPreview] = useState<ImportPreview>();
  const [done, setDone] = useState<ImportDone>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const look = (text: string, inArea: string) => {
    setBusy(true);
    setPreview(undefined);
    setDone(undefined);
    setProblem(undefined);
    api<ImportPreview>('/api/directory/imports/preview', { text, area: inArea || null })
      .then(setPreview, (error: Error) => setProblem(error.message))
      .finally(() => setBusy(false));
  };
  const take = () => {
    if (!file || !preview || busy) return;
    setBusy(true);
    const { id, hash, rows } = preview;
    api<ImportDone>('/api/directory/imports', { text: file.text, area: area || null, id, hash, rows })
      .then((result) => {
        setDone(result);
        setPreview(undefined);
        onImported();
      })
      .catch((error: Error) => setProblem(error.message))
      .finally(() => setBusy(false));
  };
  const count = (is: keyof typeof IS) => preview?.lines.filter((line) => line.is === is).length ?? 0;
  const told = preview?.lines.filter((line) => line.is !== 'same' || line.notes.length > 0) ?? [];
  return (
    <>
      <h2 class="nhsuk-heading-m">Download</h2>
      <p>All that is offered, as one file that other directories understand (Open Referral UK 3.0).</p>
      <p>
        <a class="nhsuk-button nhsuk-button--secondary" href="/api/directory/export" download="directory.json">
          Download the directory
        </a>
      </p>
      <h2 class="nhsuk-heading-m">Bring in</h2>
      <p>A file of services as Open Referral UK has them. You see what it would do before anything is changed.</p>
      <div class="nhsuk-form-group">
        <label class="nhsuk-label form__label" for="area-of-others">
          Area for what has none of ours
        </label>
        <select
          class="nhsuk-select"
          id="area-of-others"
          value={area}
          onChange={(e) => {
            setArea(e.currentTarget.value);
            if (file) look(file.text, e.currentTarget.value);
          }}
        >
          <option value="">Leave it out</option>
          {areas.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      <div class="nhsuk-form-group">
        <label class="nhsuk-label form__label" for="services-file">
          File
        </label>
        <input
          class="choose-file"
          type="file"
          id="services-file"
          accept=".json,application/json"
          onChange={(e) => {
            const [chosen] = e.currentTarget.files ?? [];
            if (!chosen) return;
            void readText(chosen).then((text) => {
              setFile({ name: chosen.name, text });
              look(text, area);
            });
          }}
        />
      </div>
      <div role="status">
        {busy && <p>One moment…</p>}
        {done && (
          <p class="told told--done">
            {done.rows === 0 ? 'Nothing had to be changed.' : `${done.rows} entries of the directory were written.`}
          </p>
        )}
        {preview && (
          <p>
            {count('new')} new, {count('changed')} changed, {count('same')} as they are, {count('left-out')} left out.
          </p>
        )}
      </div>
      <Problem says={problem} />
      {preview && (
        <>
          {preview.rows > 0 ? (
            <button type="button" class="nhsuk-button" aria-disabled={busy} onClick={take}>
              Take {preview.rows === 1 ? 'this entry' : `these ${preview.rows} entries`} in
            </button>
          ) : (
            <p>There is nothing to take in.</p>
          )}
          {told.length > 0 && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard
            <section class="wide" tabIndex={0} aria-label="What the file would do">
              <table class="nhsuk-table preview">
                <thead>
                  <tr>
                    <th scope="col">Place in the file</th>
                    <th scope="col">Service</th>
                    <th scope="col">What happens</th>
                  </tr>
                </thead>
                <tbody>
                  {told.slice(0, MOST_SHOWN).map((line) => (
                    <tr key={line.line}>
                      <td>{line.line}</td>
                      <th scope="row">{line.name}</th>
                      <td>
                        <strong>{IS[line.is]}</strong>
                        {line.fields.length > 0 && `: ${[...new Set(line.fields.map(fieldWords))].join(', ')}`}
                        {line.notes.map((note) => (
                          <span class="preview__note" key={note}>
                            {note}
                          </span>
                        ))}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {told.length > MOST_SHOWN && <p class="quiet">And {told.length - MOST_SHOWN} more.</p>}
            </section>
          )}
        </>
      )}
    </>
  );
}
