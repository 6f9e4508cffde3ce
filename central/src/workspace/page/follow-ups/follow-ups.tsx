import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useState } from 'preact/hooks';
import type { FollowUpLine, FollowUpList } from '../../../paths/follow-up-list.ts';
import { dayWords } from '../dates.ts';
import type { PageProps } from '../pages.ts';
import { cohortWords, inOrder, ORDERS, type Order } from './order.ts';
import './follow-ups.css';
import { Problem } from '../problem.tsx';

/** Whom to ask, for a follow-up or a review: when, how they like to be reached, and what to say. */
export function FollowUps({ me }: PageProps) {
  const { data, problem } = useLive<FollowUpList>('/api/follow-ups');
  const [order, setOrder] = useState<Order>('due');
  const lines = inOrder(data?.lines ?? [], order);
  const overdue = lines.filter((line) => line.overdue).length;
  return (
    <>
      <h1 class="nhsuk-heading-l">Follow-ups</h1>
      <Problem says={problem} />
      {!data && !problem && <p>Loading…</p>}
      {data && lines.length === 0 && <p>Nobody is due a follow-up or a review in the next month.</p>}
      {lines.length > 0 && (
        <>
          <div class="tools">
            <label>
              Sort by
              <select class="nhsuk-select" value={order} onChange={(e) => setOrder(e.currentTarget.value as Order)}>
                {Object.entries(ORDERS).map(([name, words]) => (
                  <option key={name} value={name}>
                    {words}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <p class="quiet" role="status">
            {lines.length} to ask, {overdue} overdue
          </p>
          <ul class="asks">
            {lines.map((line) => (
              <Line key={`${line.pathId} ${line.kind} ${line.on}`} line={line} lead={me.role === 'team-lead'} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const WAYS = { phone: 'By phone', text: 'By text message', email: 'By email', letter: 'By letter' };

function Line({ line, lead }: { line: FollowUpLine; lead: boolean }) {
  const { pathId, name, title, on, overdue, cohort, lastSeen, contactBy, phone, email, words, linkWorker } = line;
  const address = contactBy === 'email' ? email : contactBy === 'letter' ? null : phone;
  return (
    <li class="activity ask">
      <h2 class="nhsuk-heading-s">
        <a href={`#person/${pathId}`}>{name}</a>
      </h2>
      <p>
        <strong>{title}</strong>, {dayWords(on)} {overdue && <strong class="overdue">Overdue</strong>}
      </p>
      <p>
        {contactBy ? WAYS[contactBy] : 'They have not said how they like to be reached'}
        {address && `: ${address}`}
      </p>
      <p class="quiet">
        {lastSeen ? `Last visit ${dayWords(lastSeen)}.` : 'No visit on record.'}
        {cohort && ` ${cohortWords(cohort)}`}
        {lead && linkWorker && ` With ${linkWorker}.`}
      </p>
      {words && (
        <p class="ask__words">
          <span class="quiet">What to say:</span> {words}
        </p>
      )}
    </li>
  );
}
