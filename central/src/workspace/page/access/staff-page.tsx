import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useRef, useState } from 'preact/hooks';
import type { Role } from '../../../access/roles.ts';
import type { StaffView } from '../../../access/wire.ts';
import type { PageProps } from '../pages.ts';
import { type Asked, StaffDialog } from './staff-dialogs.tsx';
import './access.css';
import { Problem } from '../problem.tsx';

export interface StaffData {
  staff: StaffView[];
  providers: { id: string; name: string }[];
  schemes: { id: string; name: string }[];
}

export const ROLE_WORDS: Record<Role, string> = {
  'link-worker': 'Link worker',
  'team-lead': 'Team lead',
  'scheme-manager': 'Scheme manager',
  administrator: 'Administrator',
  provider: 'Provider’s staff',
};

/** Who works here and what they may do. */
export function Staff({ me }: PageProps) {
  const { data, problem, reload } = useLive<StaffData>('/api/staff');
  const [asked, setAsked] = useState<Asked>();
  const [search, setSearch] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const close = () => {
    setAsked(undefined);
    reload();
    // The button that opened the dialog may be gone with what it did.
    if (document.activeElement === document.body) heading.current?.focus();
  };
  const found = (data?.staff ?? []).filter((one) =>
    `${one.name} ${one.username} ${ROLE_WORDS[one.role]}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const here = found.filter((one) => one.endedAt === null);
  const left = found.filter((one) => one.endedAt !== null);
  return (
    <>
      <h1 class="nhsuk-heading-l" tabIndex={-1} ref={heading}>
        Staff
      </h1>
      <Problem says={problem} />
      {!data && !problem && <p>Loading…</p>}
      {data && (
        <>
          <div class="tools">
            <label>
              Find
              <input
                class="nhsuk-input"
                type="search"
                value={search}
                onInput={(e) => setSearch(e.currentTarget.value)}
              />
            </label>
            <button
              type="button"
              class="nhsuk-button nhsuk-u-margin-bottom-0"
              onClick={() => setAsked({ what: 'add' })}
            >
              Add somebody
            </button>
          </div>
          <p class="quiet nhsuk-u-margin-top-3" role="status">
            {here.length === 1 ? '1 person works here' : `${here.length} people work here`}
          </p>
          <ul class="people">
            {here.map((one) => (
              <StaffLine key={one.id} one={one} data={data} own={one.id === me.id} onAsk={setAsked} />
            ))}
          </ul>
          {left.length > 0 && (
            <details class="more">
              <summary>{left.length === 1 ? '1 person who has left' : `${left.length} people who have left`}</summary>
              <ul class="people">
                {left.map((one) => (
                  <li key={one.id}>
                    <span class="people__who">
                      <strong>{one.name}</strong> {ROLE_WORDS[one.role]}, left on {dateWords(one.endedAt!)}
                    </span>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
      {asked && data && <StaffDialog asked={asked} data={data} onClose={close} />}
    </>
  );
}

interface LineProps {
  one: StaffView;
  data: StaffData;
  own: boolean;
  onAsk: (asked: Asked) => void;
}

function StaffLine({ one, data, own, onAsk }: LineProps) {
  const of = (list: { id: string; name: string }[], id: string | null) => list.find((place) => place.id === id)?.name;
  const about = [
    ROLE_WORDS[one.role],
    of(data.providers, one.providerId),
    of(data.schemes, one.schemeId),
    one.people > 0 && (one.people === 1 ? '1 person' : `${one.people} people`),
    one.mustChangePassword && 'has not chosen a password yet',
    one.signInAs && (one.known ? 'signs in with the organisation' : 'has not signed in with the organisation yet'),
  ].filter(Boolean);
  const who = <span class="nhsuk-u-visually-hidden"> {one.name}</span>;
  const button = (what: 'change' | 'password' | 'end', words: string) => (
    <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => onAsk({ what, one })}>
      {words}
      {who}
    </button>
  );
  return (
    <li data-staff={one.username}>
      <span class="people__who">
        <strong>
          {one.name}
          {own && ' (you)'}
        </strong>
        {about.join(', ')}
        <span class="quiet"> · {one.username}</span>
      </span>
      <span class="people__does">
        {button('change', 'Change')}
        {!own && button('password', 'New password')}
        {!own && button('end', 'End')}
      </span>
    </li>
  );
}

function dateWords(instant: string): string {
  return new Date(instant).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}
