import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useTitle } from '@tapwell/shared/ui/use-title.ts';
import type { HubState } from '../../wire.ts';
import { Frame } from '../frame.tsx';
import { Strip } from '../status/strips.tsx';
import { ago, many } from '../words/ago.ts';
import { rosterIsOld, savedLate } from '../words/sync.ts';
import { KioskList } from './kiosk-list.tsx';
import { QuarantineList } from './quarantine-list.tsx';
import '../day/day.css';
import '../day/session.css';
import '../dialogs/dialogs.css';
import './hub.css';

/** How this hub is, for those who keep it going: what waits, what was refused, how its kiosks are. */
export function HubPage() {
  const live = useLive<HubState>('/api/hub');
  const { data, reload } = live;
  useTitle('This hub');
  return (
    <Frame
      page="hub"
      live={live}
      where="This hub"
      who={data?.staff}
      whose={data?.staffId}
      role={data?.role}
      zone={undefined}
      signInTo="Sign in to this hub"
    >
      {data && (
        <>
          <h1 class="nhsuk-heading-l" tabIndex={-1}>
            This hub
          </h1>
          <Upload state={data} />
          <Roster state={data} />
          <KioskList state={data} onChanged={reload} />
          <QuarantineList state={data} onChanged={reload} />
          <p class="quiet">Tapwell {data.version}</p>
        </>
      )}
    </Frame>
  );
}

function Upload({ state: { sync, now } }: { state: HubState }) {
  const since = (at: string) => ago(Date.parse(now) - Date.parse(at));
  return (
    <section class="panel" aria-labelledby="upload">
      <h2 class="nhsuk-heading-s" id="upload">
        Saving to the council
      </h2>
      {sync.trouble && (
        <Strip kind="fault" alert>
          <strong>Nothing can be saved here now.</strong> {sync.trouble}
        </Strip>
      )}
      {sync.alarm && (
        <Strip kind="fault" alert>
          {sync.alarm}
        </Strip>
      )}
      {sync.setBack > 0 && (
        <Strip kind="wait">
          The council’s Tapwell cannot take {many(sync.setBack, 'entry', 'entries')} from here now. Nothing is lost: it
          is tried again and again, and everything else goes on. If this is still here tomorrow, tell whoever looks
          after the council’s Tapwell.
        </Strip>
      )}
      <dl class="facts">
        <dt>Last saved</dt>
        <dd>
          {sync.lastSavedAt ? since(sync.lastSavedAt) : 'Not yet'}
          {savedLate(sync, now) && <span class="word word--wait">late</span>}
        </dd>
        <dt>Waiting here</dt>
        <dd>
          {sync.waiting === 0 ? 'Nothing' : `${many(sync.waiting, 'entry', 'entries')}, kept safely`}
          {sync.oldestWaiting && <span class="quiet"> (the oldest from {since(sync.oldestWaiting)})</span>}
        </dd>
        {sync.failure && (
          <>
            <dt>Last try</dt>
            <dd>{sync.failure}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Roster({ state: { roster, now } }: { state: HubState }) {
  return (
    <section class="panel" aria-labelledby="roster">
      <h2 class="nhsuk-heading-s" id="roster">
        List of people, cards and sessions
      </h2>
      <dl class="facts">
        <dt>Up to date</dt>
        <dd>
          {roster.at ? ago(Date.parse(now) - Date.parse(roster.at)) : 'It has not come from the council yet'}
          {rosterIsOld({ rosterAt: roster.at }, now) && <span class="word word--wait">old</span>}
        </dd>
        <dt>Change number</dt>
        <dd>{roster.cursor}</dd>
      </dl>
    </section>
  );
}
