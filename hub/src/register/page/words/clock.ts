/** Times on the wall of the venue, which may be in another zone than the browser. */

/** The instant at which clocks in `zone` show that time on that day. */
export function instantOf(day: string, time: string, zone: string): string {
  const wall = Date.parse(`${day}T${time}:00Z`);
  // The offset at the wall time read as UTC may be that of the other side of a change: look again from there.
  const near = wall - offsetAt(wall, zone);
  return new Date(wall - offsetAt(near, zone)).toISOString();
}

/** `HH:MM` on clocks in `zone`. */
export function wallTime(at: string | Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

interface Times {
  sessionId: string;
  starts: string;
  ends: string;
}

/** The instant of a time of day at a session: a session that passes midnight goes on into the next day. */
export function instantAtSession(session: Times, time: string, zone: string): string {
  const day = /@(\d{4}-\d{2}-\d{2})T/.exec(session.sessionId)?.[1];
  if (!day) throw new Error('a session id names its day');
  const passesMidnight = session.ends <= session.starts;
  const after = minutes(time) - minutes(session.starts);
  const next = passesMidnight && after < -EARLY_MINUTES;
  const date = next ? new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10) : day;
  return instantOf(date, time, zone);
}

/** Nobody comes earlier than this before a session. */
const EARLY_MINUTES = 4 * 60;

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Wall clock − UTC, in ms. */
function offsetAt(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  return wall - Math.floor(at / 1000) * 1000;
}
