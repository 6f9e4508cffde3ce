import { api } from '@tapwell/shared/ui/api.ts';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useState } from 'preact/hooks';
import type { OpenGlass, ReadView } from '../../../access/wire.ts';
import type { Field } from '../form/fields.ts';
import type { PageProps } from '../pages.ts';
import { AskDialog, AskForm } from './ask-dialog.tsx';
import './access.css';
import { Problem } from '../problem.tsx';

/** Stands above a person's page while it is open by breaking the glass only. */
export function GlassBanner({ pathId }: { pathId: string }) {
  const { data } = useLive<{ open: OpenGlass[] }>('/api/break-glass/mine');
  const open = data?.open.find(({ paths }) => paths.includes(pathId.replace(/\.2$/, '')));
  if (!open?.until) return null;
  return (
    <div class="glass" role="status">
      <p>
        <strong>You are looking at someone who is not yours.</strong> Reason: {open.reason} Ends {hour(open.until)}. You
        can read, and note a contact. Your team lead sees that you looked.
      </p>
    </div>
  );
}

const BY_NUMBER: Field = {
  is: 'words',
  name: 'nhsNumber',
  label: 'NHS number',
  most: 12,
  when: (values) => values.by === 'number',
};
const FIELDS: Field[] = [
  {
    is: 'choice',
    name: 'by',
    label: 'What do you know of them?',
    options: [
      { value: 'number', label: 'Their NHS number' },
      { value: 'name', label: 'Their name and date of birth' },
    ],
  },
  BY_NUMBER,
  { is: 'words', name: 'name', label: 'First and last name', most: 100, when: (values) => values.by === 'name' },
  { is: 'date', name: 'born', label: 'Date of birth', when: (values) => values.by === 'name' },
  {
    is: 'words',
    name: 'reason',
    label: 'Why do you need to look?',
    hint: 'Your team lead reads this.',
    most: 300,
    long: true,
  },
];

/** Looking at somebody who is not on one's own caseload, with a reason. */
export function SomebodyElse(_: PageProps) {
  const { data } = useLive<{ open: OpenGlass[] }>('/api/break-glass/mine');
  return (
    <>
      <h1 class="nhsuk-heading-l">Look at somebody else’s patient</h1>
      <p>
        For when somebody who is not yours needs help now, and whoever they belong to is not there. You see their page
        for four hours. It is put on record, and your team lead looks at it.
      </p>
      {data && data.open.length > 0 && (
        <ul class="people">
          {data.open.map(({ paths, reason, until }) => (
            <li key={paths[0]}>
              <a href={`#person/${paths[0]}`}>Open until {hour(until!)}</a>
              <span class="quiet">{reason}</span>
            </li>
          ))}
        </ul>
      )}
      <div class="sign-in">
        <AskForm
          fields={FIELDS}
          start={{ by: 'number' }}
          does="Look at this person"
          send={async ({ by, nhsNumber, name, born, reason }) => {
            const who = by === 'number' ? { nhsNumber } : { name, born };
            const { paths } = await api<OpenGlass>('/api/break-glass', { who, reason });
            location.hash = `person/${paths[0]}`;
          }}
        />
      </div>
    </>
  );
}

const READ_WORDS: Record<string, string> = {
  'break-glass': 'Opened the page of somebody who was not theirs',
  caseload: 'Saw them in their caseload',
  cards: 'Saw their cards',
  companions: 'Saw who comes along with them',
  concerns: 'Saw a card or tap of theirs to decide about',
  'follow-ups': 'Saw them in the list of follow-ups',
  prescription: 'Saw their weeks and visits',
  'waiting list': 'Saw them in the waiting list',
  'preview of people': 'Looked at a file with them in it',
  'refused referral': 'Tried to refer them',
  'break-glass list': 'Saw who had looked at them as somebody else’s',
  path: 'Opened their page',
  readers: 'Looked at this list',
  team: 'Saw them in the team’s list',
  today: 'Saw them in today’s list',
};

/** For a team lead: who looked at a person, and the end of their data here. */
export function Readers({ id }: PageProps) {
  const { data, problem } = useLive<{ reads: ReadView[] }>(`/api/paths/${encodeURIComponent(id)}/readers`);
  const [asking, setAsking] = useState(false);
  const [erased, setErased] = useState(false);
  if (erased) {
    return (
      <>
        <h1 class="nhsuk-heading-l">Their data is removed</h1>
        <p role="status">
          What is left are numbers without a name, for the counts of the scheme. Backups still hold the person until
          they are deleted themselves.
        </p>
      </>
    );
  }
  return (
    <>
      <p>
        <a class="nhsuk-back-link" href={`#person/${id}`}>
          Back to the person
        </a>
      </p>
      <h1 class="nhsuk-heading-l">Who looked at this person</h1>
      <Problem says={problem} />
      {!data && !problem && <p>Loading…</p>}
      {data && (
        <div class="wide">
          <table class="nhsuk-table readers">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
              </tr>
            </thead>
            <tbody>
              {data.reads.map((read) => (
                <tr key={`${read.at} ${read.staff} ${read.what}`}>
                  <td>{dateTime(read.at)}</td>
                  <td>{read.staff}</td>
                  <td>{READ_WORDS[read.what] ?? `Saw them: ${read.what}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details class="more">
        <summary>Remove this person’s data</summary>
        <p>
          Only when they have asked for it, or the law says so. Their name, numbers, notes and cards are removed for
          good, here and at every venue. Visits stay as numbers without a name.
        </p>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => setAsking(true)}>
          Remove their data
        </button>
      </details>
      {asking && (
        <AskDialog
          title="Remove this person’s data for good?"
          lead="This cannot be undone. Their cards stop working."
          fields={[
            {
              is: 'choice',
              name: 'reason',
              label: 'Why is it removed?',
              options: [
                { value: 'asked-by-person', label: 'They asked for it' },
                { value: 'entered-by-mistake', label: 'They should never have been on record' },
                { value: 'required-by-law', label: 'The law, or a court, says so' },
              ],
            },
            { is: 'words', name: 'confirm', label: 'Type the word remove', most: 10 },
          ]}
          does="Remove for good"
          send={async ({ reason, confirm }) => {
            if (confirm?.trim().toLowerCase() !== 'remove') throw new Error('Type the word “remove” to go on.');
            await api(`/api/paths/${encodeURIComponent(id)}/erase`, { reason, confirm: 'remove' });
            setAsking(false);
            setErased(true);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function hour(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/London',
  });
}

function dateTime(instant: string): string {
  const fields = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return new Date(instant).toLocaleString('en-GB', { ...fields, timeZone: 'Europe/London' });
}
