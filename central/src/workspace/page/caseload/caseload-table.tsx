import { memo } from 'preact/compat';
import type { CaseloadRow } from '../../../prescriptions/caseload.ts';
import { dayWords, timeWords } from '../dates.ts';
import { LeanStrip } from './lean-strip.tsx';
import { STEP_WORDS } from './narrow.ts';

/** @param showLinkWorker where there are several's people */
export function CaseloadTable({ rows, showLinkWorker }: { rows: CaseloadRow[]; showLinkWorker: boolean }) {
  return (
    <div class="wide">
      <table class="nhsuk-table caseload">
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Activity, week by week</th>
            <th scope="col">Visits</th>
            <th scope="col">Last visit</th>
            <th scope="col">Next review</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <CaseloadLine key={row.id} row={row} showLinkWorker={showLinkWorker} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const CaseloadLine = memo(({ row, showLinkWorker }: { row: CaseloadRow; showLinkWorker: boolean }) => (
  <tr>
    <th scope="row">
      <a href={`#person/${row.id}`}>{row.name}</a>
      {row.needs > 0 && (
        <span class="caseload__needs" title="Needs something today">
          <span class="nhsuk-u-visually-hidden">Needs something today: </span>
          {row.needs}
        </span>
      )}
      <span class="quiet caseload__step">{aboutWords(row, showLinkWorker)}</span>
    </th>
    <td>
      {row.activities.map((a) => (
        <div key={a.id} class="caseload__activity">
          <span>{a.activity}</span>
          <LeanStrip strip={a} />
        </div>
      ))}
      {row.activities.length === 0 && <span class="quiet">None yet</span>}
    </td>
    <td>
      {row.activities.map((a) => (
        <div key={a.id} class="caseload__activity">
          {a.attended}
          {a.sessions !== null && ` of ${a.sessions}`}
        </div>
      ))}
    </td>
    <td>{row.lastVisit ? timeWords(row.lastVisit, row.activities[0]?.zone ?? 'Europe/London') : 'None yet'}</td>
    <td>{row.nextReview ? dayWords(row.nextReview) : '–'}</td>
  </tr>
));

function aboutWords({ step, cover, linkWorker }: CaseloadRow, showLinkWorker: boolean): string {
  return [
    STEP_WORDS[step],
    ...(cover ? [`for ${cover.name} until ${dayWords(cover.untilOn)}`] : []),
    ...(showLinkWorker ? [linkWorker ? `with ${linkWorker.name}` : 'with nobody yet'] : []),
  ].join(', ');
}
