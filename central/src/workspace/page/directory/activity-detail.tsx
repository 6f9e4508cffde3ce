import { api } from '@tapwell/shared/ui/api.ts';
import { useEffect, useState } from 'preact/hooks';
import type { ActivityView, ChangeView, DirectoryView } from '../../../directory/wire.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { AccreditationMark, WithdrawnMark } from './marks.tsx';
import { dateWords, fieldWords, KIND_WORDS } from './words.ts';

interface Props {
  directory: DirectoryView;
  activity: ActivityView;
  onChanged: () => void;
  /** May see who changed what. */
  mayRead: boolean;
}

/** All that the directory says of one activity. */
export function ActivityDetail({ directory, activity: a, onChanged, mayRead }: Props) {
  const [asking, setAsking] = useState<'end' | 'again'>();
  const provider = directory.providers.find((p) => p.id === a.providerId);
  const venue = directory.venues.find((v) => v.id === a.venueId);
  const off = a.schedule.cancelled.filter((one) => one.date >= directory.today);
  const extra = a.schedule.extra.filter((one) => one.date >= directory.today);
  const ages = [a.minAge !== null && `from ${a.minAge}`, a.maxAge !== null && `up to ${a.maxAge}`]
    .filter(Boolean)
    .join(' ');
  const languages = a.languages.map((code) => new Intl.DisplayNames('en-GB', { type: 'language' }).of(code) ?? code);
  const facts: [string, string | null | undefined | false][] = [
    ['When', a.when],
    ['Single dates', extra.length > 0 && extra.map((one) => `${dateWords(one.date)}, ${one.start}`).join('; ')],
    [
      'Not on',
      off.length > 0 && off.map((one) => dateWords(one.date) + (one.start ? `, ${one.start}` : '')).join('; '),
    ],
    ['Where', [venue?.name, a.room, venue?.address, venue?.town, venue?.postcode].filter(Boolean).join(', ')],
    ['Area', a.area],
    [
      'How people come',
      `${a.inGroup ? 'In a group' : 'One by one'}${a.capacity === null ? '' : `, at most ${a.capacity}`}`,
    ],
    ['Hours', a.timed && 'People tap again when they leave, and the hours count'],
    ['Cost', a.cost],
    ['Whom it is for', [a.eligibility, ages && `Ages ${ages}`].filter(Boolean).join('. ')],
    ['Languages', languages.join(', ')],
    ['Getting in and taking part', [a.accessibility, venue?.accessibility].filter(Boolean).join('. ')],
    ['Questions to', [a.phone, a.email].filter(Boolean).join(', ')],
  ];
  const send = (from: string | null) => api('/api/directory/withdrawals', { kind: 'activity', id: a.id, from });
  const done = () => {
    setAsking(undefined);
    onChanged();
  };
  return (
    <>
      <p class="entry__marks">
        <WithdrawnMark on={a.withdrawnOn} today={directory.today} />
        {provider && <AccreditationMark provider={provider} />}
      </p>
      {a.description && <p class="entry__words">{a.description}</p>}
      <dl class="facts">
        <div>
          <dt>Provider</dt>
          <dd>
            {provider?.name} <span class="quiet">({provider && KIND_WORDS[provider.kind]})</span>
          </dd>
        </div>
        {facts.map(
          ([title, words]) =>
            words && (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{words}</dd>
              </div>
            ),
        )}
        {a.url && (
          <div>
            <dt>Web page</dt>
            <dd>
              <a href={a.url} rel="noreferrer noopener" target="_blank">
                {a.url} <span class="nhsuk-u-visually-hidden">(opens in a new window)</span>
              </a>
            </dd>
          </div>
        )}
      </dl>
      {a.mayChange && (
        <p class="entry__links">
          <a class="nhsuk-button" href={`#directory/change/${a.id}`}>
            Change
          </a>
          <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary"
            onClick={() => setAsking(a.withdrawnOn === null ? 'end' : 'again')}
          >
            {a.withdrawnOn === null ? 'Stop offering it' : 'Offer it again'}
          </button>
        </p>
      )}
      {mayRead && <Changes key={a.seen} id={a.id} />}
      {asking === 'end' && (
        <FormDialog
          title={`Stop offering ${a.name}`}
          does="Stop offering it"
          fields={[{ is: 'date', name: 'from', label: 'From which day is it not on any more' }]}
          start={{ from: directory.today }}
          send={(values) => send(values.from!)}
          onDone={done}
          onClose={() => setAsking(undefined)}
        >
          <p>
            Nothing is deleted. People who have it prescribed keep it on their page, and nobody new can be given it.
          </p>
        </FormDialog>
      )}
      {asking === 'again' && (
        <FormDialog
          title={`Offer ${a.name} again`}
          does="Offer it again"
          fields={[]}
          start={{}}
          send={() => send(null)}
          onDone={done}
          onClose={() => setAsking(undefined)}
        >
          <p>It has the times it had before. Please check them afterwards.</p>
        </FormDialog>
      )}
    </>
  );
}

/** Who changed what; asked for when somebody opens it. */
function Changes({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const [changes, setChanges] = useState<ChangeView[]>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (!open) return;
    api<{ changes: ChangeView[] }>(`/api/directory/changes/activity/${encodeURIComponent(id)}`).then(
      (found) => setChanges(found.changes),
      (error: Error) => setProblem(error.message),
    );
  }, [open]);
  return (
    <details class="more" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>What was changed</summary>
      {problem && <p role="alert">{problem}</p>}
      {!changes && !problem && <p>Loading…</p>}
      {changes?.length === 0 && <p>Nothing has been changed since it came into the directory.</p>}
      <ul class="changes">
        {changes?.map((change) => (
          <li key={change.id}>
            {dateWords(change.at)}, {change.by}:{' '}
            {change.added ? 'added' : [...new Set(change.fields.map(fieldWords))].join(', ')}
          </li>
        ))}
      </ul>
    </details>
  );
}
