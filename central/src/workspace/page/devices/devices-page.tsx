import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useRef, useState } from 'preact/hooks';
import type { DevicesView, HubDevice, Trouble } from '../../../devices/wire.ts';
import { sinceWords } from '../dates.ts';
import type { PageProps } from '../pages.ts';
import { type Asked, DeviceDialog } from './device-dialogs.tsx';
import './devices.css';
import { Problem } from '../problem.tsx';

/** Every hub and its kiosks, those that need somebody first; an administrator also connects them and takes them out. */
export function Devices({ me }: PageProps) {
  const { data, problem, reload } = useLive<DevicesView>('/api/devices');
  const [asked, setAsked] = useState<Asked>();
  const heading = useRef<HTMLHeadingElement>(null);
  const close = () => {
    setAsked(undefined);
    reload();
    // The button that opened the dialog may be gone with what it did.
    if (document.activeElement === document.body) heading.current?.focus();
  };
  const acts = me.role === 'administrator';
  const inNeed = data?.hubs.filter((hub) => hub.troubles.length > 0).length ?? 0;
  return (
    <>
      <h1 class="nhsuk-heading-l" tabIndex={-1} ref={heading}>
        Devices
      </h1>
      <Problem says={problem} />
      {!data && !problem && <p>Loading…</p>}
      {data && (
        <>
          <p role="status">
            {data.hubs.length === 0 && 'There is no venue with a hub yet. Add venues in the directory.'}
            {data.hubs.length > 0 &&
              (inNeed === 0
                ? 'All venues are well.'
                : `${inNeed} of ${data.hubs.length} venues ${inNeed === 1 ? 'needs' : 'need'} somebody.`)}
          </p>
          {data.hubs.map((hub) => (
            <Hub key={hub.id} hub={hub} acts={acts} onAsk={setAsked} />
          ))}
          {acts && <Programs programs={data.programs} onAsk={setAsked} />}
          {acts && data.hubs.length > 0 && (
            <details class="more">
              <summary>After central was restored from a backup</summary>
              <p>
                Venues still hold what they sent since the backup was made. They can send it again; nothing counts
                twice.
              </p>
              <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary"
                onClick={() => setAsked({ what: 'resend', zones: data.hubs.map((hub) => hub.zone) })}
              >
                Ask venues to send again
              </button>
            </details>
          )}
        </>
      )}
      {asked && <DeviceDialog asked={asked} onClose={close} />}
    </>
  );
}

function Hub({ hub, acts, onAsk }: { hub: HubDevice; acts: boolean; onAsk: (asked: Asked) => void }) {
  const at = (instant: string | null) => (instant ? sinceWords(instant, hub.zone) : 'never');
  const facts: [string, string][] = [
    ['Last heard of', at(hub.lastSeen)],
    ['Saved up to', at(hub.savedThrough)],
    ['List of people', listWords(hub)],
    ['Waiting to be sent', String(hub.waiting)],
    ['Set aside for staff', String(hub.quarantined)],
    ...(hub.version ? ([['Version', hub.version]] as [string, string][]) : []),
    ...(hub.clockAheadMs === null ? [] : ([['Clock', clockWords(hub.clockAheadMs)]] as [string, string][])),
    ...(hub.diskFreeBytes === null ? [] : ([['Space left', spaceWords(hub.diskFreeBytes)]] as [string, string][])),
    ...(hub.resend
      ? ([['Sent again', hub.resend.doneAt ? `since ${at(hub.resend.doneAt)}` : 'not yet']] as [string, string][])
      : []),
  ];
  const who = <span class="nhsuk-u-visually-hidden"> {hub.venue}</span>;
  return (
    <section class="device" aria-labelledby={`hub-${hub.id}`} data-hub={hub.id}>
      <h2 class="nhsuk-heading-s" id={`hub-${hub.id}`}>
        {hub.venue}
        <span class="quiet"> {hub.name}</span>
      </h2>
      <ul class="device__troubles">
        {hub.troubles.map((trouble) => (
          <li key={trouble.what} class={`device__trouble device__trouble--${trouble.level}`}>
            <Mark level={trouble.level} />
            <span>
              <strong>{trouble.what}</strong> {trouble.todo}
            </span>
          </li>
        ))}
        {hub.troubles.length === 0 && (
          <li class="device__trouble">
            <Mark level="well" />
            <span>All is well.</span>
          </li>
        )}
      </ul>
      <dl class="device__facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {hub.kiosks.length > 0 && (
        <ul class="device__kiosks">
          {hub.kiosks.map((kiosk) => (
            <li key={kiosk.id}>
              <strong>{kiosk.name}</strong>{' '}
              {kiosk.ready
                ? 'reads cards'
                : `cannot read cards (${(kiosk.why ?? 'it does not say why').replace(/\.$/, '')})`}
              , last heard of {at(kiosk.lastSeen)}
              {kiosk.waiting > 0 && `, ${kiosk.waiting} taps waiting there`}
            </li>
          ))}
        </ul>
      )}
      {acts && (
        <div class="device__does">
          <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary"
            onClick={() => onAsk({ what: 'code', hub })}
          >
            {hub.known ? 'Connect again' : 'Connect'}
            {who}
          </button>
          {hub.deviceId && (
            <button
              type="button"
              class="nhsuk-button nhsuk-button--secondary"
              onClick={() => onAsk({ what: 'revoke', id: hub.deviceId!, name: hub.venue, program: false })}
            >
              Take out of use{who}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

interface ProgramsProps {
  programs: DevicesView['programs'];
  onAsk: (asked: Asked) => void;
}

function Programs({ programs, onAsk }: ProgramsProps) {
  return (
    <section class="device" aria-labelledby="programs">
      <h2 class="nhsuk-heading-s" id="programs">
        Programs that may call central
      </h2>
      {programs.length === 0 && <p>There are none.</p>}
      <ul class="device__kiosks">
        {programs.map((program) => (
          <li key={program.id} class="device__program">
            <span>
              <strong>{program.name}</strong> {program.may},{' '}
              {program.until ? `until ${sinceWords(program.until, 'Europe/London')}` : 'its token has ended'}
            </span>
            <button
              type="button"
              class="nhsuk-button nhsuk-button--secondary"
              onClick={() => onAsk({ what: 'revoke', id: program.id, name: program.name, program: true })}
            >
              Take out of use<span class="nhsuk-u-visually-hidden"> {program.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A tick, a mark or a cross: how it stands is never told by colour alone. */
function Mark({ level }: { level: Trouble['level'] | 'well' }) {
  const paths = { well: 'M6 12 L10 16 L18 8', attention: 'M12 6 V13 M12 17 V17.5', fault: 'M8 8 L16 16 M16 8 L8 16' };
  const words = { well: 'Well', attention: 'Look at this', fault: 'Fault' };
  return (
    <svg viewBox="0 0 24 24" role="img" aria-label={words[level]} class={`device__mark device__mark--${level}`}>
      <circle cx="12" cy="12" r="11" />
      <path d={paths[level]} />
    </svg>
  );
}

function listWords({ rosterUpToDate, rosterAskedAt, zone }: HubDevice): string {
  if (rosterUpToDate) return 'up to date';
  return rosterAskedAt ? `behind; last asked ${sinceWords(rosterAskedAt, zone)}` : 'never asked for';
}

function clockWords(aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (seconds < 5) return 'right';
  return `${seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`} ${aheadMs > 0 ? 'fast' : 'slow'}`;
}

function spaceWords(bytes: number): string {
  return bytes > 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
