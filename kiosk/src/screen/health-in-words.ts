import type { ScreenState } from './screen-state.ts';

export type Level = 'well' | 'degraded' | 'down';

/** A hub tells central of itself every minute; an hour of silence is worth a look. */
const CENTRAL_SILENT_MS = 60 * 60_000;
/** A roster this old may not know this week's cards. */
const ROSTER_OLD_MS = 24 * 60 * 60_000;
/** Clocks that are set right by as much as this were never wrong. */
const CLOCK_PLAY_MS = 5 * 60_000;

export interface HealthLine {
  what: string;
  level: Level;
  words: string;
}

/** How the kiosk and its venue are, in words for staff. Pure. */
export function healthLines({ health, waiting }: Pick<ScreenState, 'health' | 'waiting'>, now: number): HealthLine[] {
  const { reader, saving, hub, refused, central } = health;
  const lines: HealthLine[] = [{ what: 'Card reader', level: reader ? 'down' : 'well', words: reader ?? 'Working.' }];
  if (saving) lines.push({ what: 'This kiosk', level: 'down', words: saving });
  const away = 'Not connected. Taps are kept here and sent when it is back.';
  lines.push({
    what: 'Hub',
    level: hub === 'away' || refused ? 'degraded' : 'well',
    words: refused ?? (hub === 'away' ? away : 'Connected.'),
  });
  if (central) lines.push(internetLine(central, now), rosterLine(central.rosterAt, now));
  const unsent = waiting === 0 ? 'None.' : `${waiting} ${waiting === 1 ? 'waits' : 'wait'} for the hub.`;
  lines.push({ what: 'Taps kept here', level: waiting > 0 && hub === 'away' ? 'degraded' : 'well', words: unsent });
  return lines;
}

/** The worst of all: what the corner dot shows. */
export function worst(lines: HealthLine[]): Level {
  const has = (level: Level) => lines.some((line) => line.level === level);
  return has('down') ? 'down' : has('degraded') ? 'degraded' : 'well';
}

function internetLine(central: NonNullable<ScreenState['health']['central']>, now: number): HealthLine {
  const { lastSavedAt, waiting, refused } = central;
  const queue = waiting === 0 ? '' : waiting === 1 ? ' One record is waiting.' : ` ${waiting} records are waiting.`;
  if (refused) {
    const words = `The council does not take what this venue sends. It is kept: tell whoever looks after the hub.${queue}`;
    return { what: 'Internet', level: 'degraded', words };
  }
  if (!lastSavedAt) {
    return { what: 'Internet', level: 'degraded', words: `Nothing has been saved to the council yet.${queue}` };
  }
  const late = isOlder(lastSavedAt, CENTRAL_SILENT_MS, now);
  const words = `Last saved to the council ${ago(lastSavedAt, now)}.${queue}`;
  return { what: 'Internet', level: late ? 'degraded' : 'well', words };
}

function rosterLine(rosterAt: string | null, now: number): HealthLine {
  const what = 'List of people and cards';
  if (!rosterAt) return { what, level: 'degraded', words: 'Has not come yet.' };
  const old = isOlder(rosterAt, ROSTER_OLD_MS, now);
  return { what, level: old ? 'degraded' : 'well', words: `Up to date ${ago(rosterAt, now)}.` };
}

/** A time well ahead of the clock was written while a clock was wrong: it may be as old as anything. */
function isOlder(iso: string, ms: number, now: number): boolean {
  const age = now - Date.parse(iso);
  return age > ms || age < -CLOCK_PLAY_MS;
}

/** `just now`, `2 minutes ago`, `3 hours ago`, `5 days ago`. */
export function ago(iso: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes * 60_000 < -CLOCK_PLAY_MS) return 'at a time nobody knows: a clock was wrong';
  if (minutes < 1) return 'just now';
  const counted = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'} ago`;
  if (minutes < 60) return counted(minutes, 'minute');
  if (minutes < 48 * 60) return counted(Math.floor(minutes / 60), 'hour');
  return counted(Math.floor(minutes / (24 * 60)), 'day');
}
