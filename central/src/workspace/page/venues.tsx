import { useLive } from '@tapwell/shared/ui/use-live.ts';
import type { HubView } from '../../hubs/hub-list.ts';
import { sinceWords } from './dates.ts';

/** How far the venues' records have come, one line each: why a strip says "no data". */
export function Venues() {
  const { data } = useLive<{ hubs: HubView[] }>('/api/hubs');
  if (!data || data.hubs.length === 0) return null;
  return (
    <details class="venues">
      <summary>Venues and their hubs</summary>
      <ul>
        {data.hubs.map((hub) => (
          <li key={hub.id}>
            <strong>{hub.venue}</strong> {hubWords(hub)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function hubWords(hub: HubView): string {
  const at = (instant: string | null) => (instant ? sinceWords(instant, hub.zone) : 'never');
  return [
    `last heard of: ${at(hub.lastSeen)}`,
    `saved up to: ${at(hub.savedThrough)}`,
    hub.rosterUpToDate
      ? 'list of people up to date'
      : `list of people not up to date, last asked: ${at(hub.rosterAskedAt)}`,
    ...(hub.waiting > 0 ? [`${hub.waiting} waiting to be sent`] : []),
    ...(hub.quarantined > 0 ? [`${hub.quarantined} set aside for staff`] : []),
    ...hub.kiosks.map((kiosk) => `${kiosk.name}: ${kiosk.ready ? 'ready' : (kiosk.why ?? 'not ready')}`),
  ].join('; ');
}
