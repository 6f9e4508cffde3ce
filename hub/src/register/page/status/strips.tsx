import type { ComponentChildren } from 'preact';
import type { DayRegister, SyncState } from '../../wire.ts';
import { ago, many } from '../words/ago.ts';
import { wallTime } from '../words/clock.ts';
import { rosterIsOld, savedLate } from '../words/sync.ts';

/** Something staff should know; its sign and its first words say how bad it is, not its colour alone. */
export function Strip(props: { kind: 'wait' | 'fault'; alert?: boolean; children: ComponentChildren }) {
  const { kind, alert, children } = props;
  return (
    <div class={kind === 'fault' ? 'strip-note strip-note--fault' : 'strip-note'} {...(alert && { role: 'alert' })}>
      <svg class="strip-note__sign" viewBox="0 0 24 24" aria-hidden="true">
        {kind === 'fault' ? <path d="M12 2 L23 21 H1 Z" /> : <circle cx="12" cy="12" r="10" />}
        <path class="strip-note__mark" d="M12 8 V14 M12 17 V18" />
      </svg>
      <p>{children}</p>
    </div>
  );
}

/** The hub cannot be reached: what is shown stays, and says from when it is. */
export function StaleStrip(props: { problem: string; since: Date | undefined; zone: string | undefined }) {
  const { problem, since, zone } = props;
  return (
    <Strip kind="wait" alert>
      <strong>Not up to date{since && ` since ${wallTime(since, zone ?? 'Europe/London')}`}.</strong> {problem} Nothing
      you press is saved until the hub answers again.
    </Strip>
  );
}

/** "Last saved to the council: 2 minutes ago", and whatever else of this hub the day depends on. */
export function Status({ day }: { day: DayRegister }) {
  const { sync, now, kiosks } = day;
  return (
    <>
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
      {kiosks.map((kiosk) => (
        <Strip key={kiosk.name} kind="wait" alert>
          <strong>Kiosk “{kiosk.name}”:</strong> {kiosk.why}
        </Strip>
      ))}
      <Saved sync={sync} now={now} />
      {rosterIsOld(sync, now) && (
        <Strip kind="wait">
          {sync.rosterAt
            ? `The list of people is from ${ago(Date.parse(now) - Date.parse(sync.rosterAt))}. `
            : 'The list of people has not come from the council yet. '}
          Someone new may be missing from it.
        </Strip>
      )}
    </>
  );
}

/** Quiet while all is well; a strip once it is not. */
export function Saved({ sync, now }: { sync: SyncState; now: string }) {
  const { lastSavedAt, waiting, quarantined } = sync;
  const saved = lastSavedAt
    ? `Last saved to the council: ${ago(Date.parse(now) - Date.parse(lastSavedAt))}.`
    : 'Not yet saved to the council.';
  const queue = waiting > 0 ? ` ${many(waiting, 'entry is', 'entries are')} waiting here safely.` : '';
  const aside =
    quarantined > 0 ? (
      <>
        {' '}
        {many(quarantined, 'entry was', 'entries were')} not accepted: <a href="/hub">see why</a>.
      </>
    ) : null;
  if (!savedLate(sync, now) && !aside) {
    return (
      <p class="quiet saved">
        {saved}
        {queue}
      </p>
    );
  }
  return (
    <Strip kind="wait">
      <strong>{saved}</strong>
      {queue}
      {aside}
    </Strip>
  );
}
