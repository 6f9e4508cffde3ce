import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useState } from 'preact/hooks';
import type { Evaluation as Figures, SchemePeriods, Section } from '../../../evaluation/wire.ts';
import type { PageProps } from '../pages.ts';
import { ExtractForm } from './extract-form.tsx';
import { TableView } from './table-view.tsx';
import { useFigures } from './use-figures.ts';
import './evaluation.css';
import { Problem } from '../problem.tsx';

/** Figures of a scheme for a year or a quarter; of many people only, and never of one. */
export function Evaluation({ id, action, me }: PageProps) {
  const { data, problem } = useLive<{ schemes: SchemePeriods[] }>('/api/evaluation/periods');
  const [chosen, setChosen] = useState({ scheme: id, period: action });
  const scheme = data?.schemes.find((one) => one.id === chosen.scheme) ?? data?.schemes[0];
  const period = scheme?.periods.find((one) => one.id === chosen.period)?.id ?? scheme?.usual ?? '';
  const query = scheme ? `scheme=${encodeURIComponent(scheme.id)}&period=${period}` : null;
  const figures = useFigures(query && `/api/evaluation?${query}`);
  const choose = (next: typeof chosen) => {
    setChosen(next);
    // In the address for a bookmark; the page stays, and so does what has focus.
    history.replaceState(null, '', `#evaluation/${next.scheme}/${next.period}`);
  };
  const failed = problem ?? figures?.problem;
  return (
    <>
      <h1 class="nhsuk-heading-l">Evaluation</h1>
      <Problem says={failed} />
      {!data && !problem && <p>Loading…</p>}
      {data && !scheme && <p>There is no scheme on record yet.</p>}
      {data && scheme && (
        <div class="tools evaluation__choice">
          {data.schemes.length > 1 && (
            <label>
              Scheme
              <select
                class="nhsuk-select"
                value={scheme.id}
                onChange={(e) => choose({ scheme: e.currentTarget.value, period: '' })}
              >
                {data.schemes.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            </label>
          )}
          <label>
            People referred
            <select
              class="nhsuk-select"
              value={period}
              onChange={(e) => choose({ scheme: scheme.id, period: e.currentTarget.value })}
            >
              {scheme.periods.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => print()}>
            Print
          </button>
        </div>
      )}
      <p role="status" class="quiet">
        {scheme && !figures && !failed && 'Working out the figures…'}
        {figures?.done !== undefined && `Working out the figures… ${Math.round(figures.done * 100)} %`}
      </p>
      {figures?.evaluation && query && <AllFigures figures={figures.evaluation} query={query} />}
      {scheme && me.role === 'scheme-manager' && <ExtractForm key={scheme.id} scheme={scheme} />}
    </>
  );
}

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });

function AllFigures({ figures, query }: { figures: Figures; query: string }) {
  const { scheme, period, at, version, suppressBelow, sections } = figures;
  return (
    <>
      <p>
        <strong>
          {scheme.name}: people referred {period.title}
        </strong>
        , from the record as it was on {moment.format(new Date(at))}, worked out by Tapwell {version}.
      </p>
      {sections === null ? (
        <p class="strip-note">
          Fewer than {suppressBelow} people were referred in this time, or it would tell of another time with so few.
          Nothing is shown of it. The whole year may have more to show.
        </p>
      ) : (
        <>
          <p class="quiet">
            “Hidden” stands where a number is of fewer than {suppressBelow} people, or where such a number could be
            worked out from it.
          </p>
          <p class="quiet">
            These figures change with the record, so two sets of them, a few days apart, can tell of one person. Give
            only one set to others.
          </p>
          <p>
            <a class="figures__csv" href={`/api/evaluation/csv?${query}`} download>
              Download all tables as CSV
            </a>
          </p>
          <nav aria-label="Figures" class="evaluation__contents">
            <ul>
              {sections.map(({ id, title }) => (
                <li key={id}>
                  <button type="button" class="evaluation__to" onClick={() => goTo(id)}>
                    {title}
                  </button>
                </li>
              ))}
            </ul>
          </nav>
          {sections.map((section) => (
            <SectionView key={section.id} section={section} query={query} />
          ))}
        </>
      )}
    </>
  );
}

/** The address holds the page's name, so these are no links. */
function goTo(id: string): void {
  const heading = document.getElementById(`section-${id}`);
  heading?.focus();
  heading?.scrollIntoView();
}

function SectionView({ section, query }: { section: Section; query: string }) {
  return (
    <section class="evaluation__section" aria-labelledby={`section-${section.id}`}>
      <h2 class="nhsuk-heading-m" id={`section-${section.id}`} tabIndex={-1}>
        {section.title}
      </h2>
      {section.tables.map((table) => (
        <TableView
          key={table.id}
          table={table}
          csv={`/api/evaluation/csv?${query}&table=${encodeURIComponent(table.id)}`}
        />
      ))}
      <details class="meaning">
        <summary>
          What this means<span class="nhsuk-u-visually-hidden">: {section.title}</span>
        </summary>
        <dl>
          {section.definitions.map((d) => (
            <div key={d.title}>
              <dt>{d.title}</dt>
              <dd>{d.counts}</dd>
              <dd>
                <strong>Of:</strong> {d.of}
              </dd>
              <dd>
                <strong>Left out:</strong> {d.leftOut}
              </dd>
              <dd>
                <strong>Where there is no data:</strong> {d.noData}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
