import type { HubFacts, Trouble } from './wire.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Reports come twice a minute: less than this is a slow line. */
const SILENT_MS = 10 * MINUTE;
const LONG_SILENT_MS = 24 * HOUR;
/** Venues switch kiosks off between sessions; after this nobody can say they meant to. */
const KIOSK_SILENT_MS = 36 * HOUR;
const CLOCK_MS = 2 * MINUTE;
const LITTLE_SPACE = 500_000_000;
const VERY_LITTLE_SPACE = 100_000_000;

const fault = (what: string, todo: string): Trouble => ({ level: 'fault', what, todo });
const attention = (what: string, todo: string): Trouble => ({ level: 'attention', what, todo });

/**
 * What is wrong with a hub and its kiosks and what to do about it, worst first.
 * What a hub said before it fell silent may not be so any more, so of a silent
 * one only that is told. Pure.
 */
export function troublesOf(hub: HubFacts, now: Date, version: string): Trouble[] {
  if (hub.deviceId === null) {
    return [
      hub.known
        ? attention('It was taken out of use.', 'To use it again, make a code and start it with that.')
        : attention('It was never connected.', 'Make a code, and start the hub with it.'),
    ];
  }
  const silent = hub.lastSeen === null ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(hub.lastSeen);
  if (silent > SILENT_MS) {
    const since = hub.lastSeen === null ? 'It has a key and never reported.' : `Not heard of for ${span(silent)}.`;
    const todo =
      'Is it switched on, and is the venue’s internet working? It keeps everything, and sends it when it is back.';
    return [silent > LONG_SILENT_MS ? fault(since, todo) : attention(since, todo)];
  }
  const found = [
    ...space(hub),
    ...clock(hub),
    ...kiosks(hub, now),
    ...hand(hub, now),
    ...roster(hub, now),
    ...unknown(hub),
  ];
  if (hub.version !== null && hub.version !== version) {
    found.push(attention(`It runs version ${hub.version}, central ${version}.`, 'Update it when the venue is closed.'));
  }
  return found.sort((a, b) => Number(b.level === 'fault') - Number(a.level === 'fault'));
}

function space({ diskFreeBytes }: HubFacts): Trouble[] {
  if (diskFreeBytes === null || diskFreeBytes > LITTLE_SPACE) return [];
  const what = `Only ${Math.max(0, Math.round(diskFreeBytes / 1e6))} MB of space left.`;
  const todo = 'Make space on its disk: without any it can take no taps.';
  return [diskFreeBytes < VERY_LITTLE_SPACE ? fault(what, todo) : attention(what, todo)];
}

function clock({ clockAheadMs }: HubFacts): Trouble[] {
  if (clockAheadMs === null || Math.abs(clockAheadMs) < CLOCK_MS) return [];
  const way = clockAheadMs > 0 ? 'fast' : 'slow';
  return [
    fault(
      `Its clock is ${span(Math.abs(clockAheadMs))} ${way}.`,
      'Set it, by the internet if you can: visits get its time.',
    ),
  ];
}

function kiosks(hub: HubFacts, now: Date): Trouble[] {
  if (hub.kiosks.length === 0) {
    return [
      attention(
        'No kiosk is connected to it.',
        'Connect one from the hub’s own page. Until then nobody can be called absent.',
      ),
    ];
  }
  return hub.kiosks.flatMap((kiosk) => {
    const silent = now.getTime() - Date.parse(kiosk.lastSeen);
    if (silent > KIOSK_SILENT_MS) {
      const todo =
        'Is it on? Its taps are kept in it. If it is gone for good, take it out of use on the hub’s own page.';
      return [attention(`Kiosk “${kiosk.name}” has not been heard of for ${span(silent)}.`, todo)];
    }
    if (kiosk.ready || silent > SILENT_MS) return [];
    const why = kiosk.why ? ` ${kiosk.why}` : '';
    return [fault(`Kiosk “${kiosk.name}” cannot read cards.${why}`, 'Look at its reader and its cable.')];
  });
}

/** What it cannot hand on. */
function hand(hub: HubFacts, now: Date): Trouble[] {
  const troubles: Trouble[] = [];
  if (hub.quarantined > 0) {
    const things = hub.quarantined === 1 ? '1 thing is' : `${hub.quarantined} things are`;
    troubles.push(attention(`${things} set aside for staff.`, 'Staff at the venue settle it on the hub’s own page.'));
  }
  const age = hub.oldestWaiting === null ? 0 : now.getTime() - Date.parse(hub.oldestWaiting);
  if (hub.waiting > 0 && age > 2 * HOUR && hub.resend?.doneAt === undefined) {
    const todo = 'It reaches us, so look at its log: something stops it from sending.';
    troubles.push(attention(`${hub.waiting} facts wait there, the oldest for ${span(age)}.`, todo));
  }
  if (hub.resend !== null && hub.resend.doneAt === null) {
    troubles.push(
      attention(
        'It has not sent again yet what central lost.',
        'Nothing to do: it does so by itself when it next asks.',
      ),
    );
  }
  return troubles;
}

function roster(hub: HubFacts, now: Date): Trouble[] {
  const asked = hub.rosterAskedAt === null ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(hub.rosterAskedAt);
  if (hub.rosterUpToDate || asked < SILENT_MS) return [];
  const since = Number.isFinite(asked) ? `for ${span(asked)}` : 'ever';
  return [
    fault(
      `It has not asked for its list of people ${since}.`,
      'A blocked card still works there. Start the hub anew, and look at its log.',
    ),
  ];
}

/** What nobody can send any more. */
function unknown(hub: HubFacts): Trouble[] {
  return hub.unknown.map((days) =>
    attention(
      `Visits ${days} may be missing here: what the hub knew of them is gone.`,
      'Nobody is called absent for that time. Whoever has a paper list can add them.',
    ),
  );
}

/** `3 minutes`, `2 hours`, `5 days`. Pure. */
export function span(ms: number): string {
  const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? '' : 's'}`;
  const minutes = Math.max(1, Math.floor(ms / MINUTE));
  if (minutes < 120) return count(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? count(hours, 'hour') : count(Math.floor(hours / 24), 'day');
}
