import type { SyncState } from '../register-routes.ts';

const HOUR_MS = 3_600_000;

/** "Last saved to the council: 2 minutes ago"; a yellow strip when that is long past. */
export function SyncWords({ sync, now }: { sync: SyncState; now: string }) {
  const { lastSavedAt, waiting, quarantined } = sync;
  const age = lastSavedAt ? Date.parse(now) - Date.parse(lastSavedAt) : null;
  const saved = age === null ? 'Not yet saved to the council.' : `Last saved to the council: ${ago(age)}.`;
  const queue = waiting > 0 ? ` ${waiting} ${waiting === 1 ? 'visit is' : 'visits are'} waiting here safely.` : '';
  const aside = quarantined > 0 ? ` ${quarantined} could not be accepted; please tell your link worker.` : '';
  const late = age === null || age > HOUR_MS || quarantined > 0;
  return (
    <p class={late ? 'strip-note' : 'quiet'}>
      {saved}
      {queue}
      {aside}
    </p>
  );
}

function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} ${hours === 1 ? 'hour' : 'hours'} ago`;
  return `${Math.floor(hours / 24)} days ago`;
}
