import { fromPage } from '@tapwell/shared/ui/api.ts';
import { useRef, useState } from 'preact/hooks';
import type { SchemePeriods } from '../../../evaluation/wire.ts';

/** Pseudonymised rows for a university: only with a reason, which goes on record. */
export function ExtractForm({ scheme }: { scheme: SchemePeriods }) {
  const [year, setYear] = useState(scheme.years[0]!.id);
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [said, setSaid] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const refuse = (why: string) => {
    setSaid('');
    setWrong(why);
    field.current?.focus();
  };
  const download = async (event: Event) => {
    event.preventDefault();
    if (reason.trim().length < 10) return refuse('Say in a sentence what the extract is for');
    setWrong(undefined);
    setSaid('The extract is being made. This can take a minute.');
    try {
      const answer = await fetch('/api/evaluation/extract', {
        method: 'POST',
        headers: { ...fromPage(), 'content-type': 'application/json' },
        body: JSON.stringify({ scheme: scheme.id, year, reason }),
      });
      if (!answer.ok) {
        const { detail } = (await answer.json().catch(() => ({}))) as { detail?: string };
        return refuse(detail ?? 'Something went wrong. Please try again.');
      }
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = `research_${scheme.id}_${year}.zip`;
      link.click();
      URL.revokeObjectURL(link.href);
      setSaid('The extract is downloaded. Keep it as personal data.');
    } catch {
      refuse('No connection. Please try again.');
    }
  };
  return (
    <section class="extract" aria-labelledby="extract">
      <h2 class="nhsuk-heading-m" id="extract">
        For a university
      </h2>
      <p>
        One row for each path, visit and answer, without names, numbers or dates of birth. Nobody can go back from it to
        the record, and two extracts cannot be joined. It is still personal data: whoever knows somebody well may find
        their row.
      </p>
      <form noValidate onSubmit={download}>
        <div class="nhsuk-form-group">
          <label class="nhsuk-label" for="extract-year">
            People referred
          </label>
          <select class="nhsuk-select" id="extract-year" value={year} onChange={(e) => setYear(e.currentTarget.value)}>
            {scheme.years.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </div>
        <div class={`nhsuk-form-group${wrong ? ' nhsuk-form-group--error' : ''}`}>
          <label class="nhsuk-label" for="extract-reason">
            What is it for?
          </label>
          <span class="nhsuk-hint" id="extract-hint">
            Who asked for it, and under which agreement. This goes on record with your name.
          </span>
          {wrong && (
            <span class="nhsuk-error-message" id="extract-wrong" role="alert">
              {wrong}
            </span>
          )}
          <textarea
            class="nhsuk-input extract__reason"
            id="extract-reason"
            ref={field}
            rows={3}
            maxLength={500}
            value={reason}
            aria-invalid={wrong !== undefined}
            aria-describedby={`extract-hint${wrong ? ' extract-wrong' : ''}`}
            onInput={(e) => setReason(e.currentTarget.value)}
          />
        </div>
        <button type="submit" class="nhsuk-button nhsuk-button--secondary">
          Download the research extract
        </button>
        <p role="status">{said}</p>
      </form>
    </section>
  );
}
