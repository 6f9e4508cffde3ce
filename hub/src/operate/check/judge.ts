import type { KioskHealth } from '@tapwell/shared/facts/hub-report';
import { SILENT_MS } from '../hub-metrics.ts';
import { attention, count, type Finding, fault, ok, span } from './finding.ts';

/** What each thing found means. Pure. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MB = 1024 * 1024;

export function judgeDisk(freeBytes: number): Finding {
  const free = freeBytes > 1024 * MB ? `${(freeBytes / 1024 / MB).toFixed(1)} GB` : `${Math.floor(freeBytes / MB)} MB`;
  if (freeBytes < MB) return fault('The disk is full: no tap can be saved until there is space.');
  if (freeBytes < 200 * MB)
    return attention(`Only ${free} of space are left on the disk: make some before it is full.`);
  return ok(`The disk has ${free} of space left.`);
}

/**
 * @param by central's clock, when it could be asked
 * @param newest when the newest thing in the store was received
 */
export function judgeClock(now: number, by: number | null, newest: string | null): Finding {
  if (newest !== null && now < Date.parse(newest) - 5 * 60_000) {
    return fault(`This machine's clock is wrong: it says ${iso(now)}, and a tap came in at ${newest}.`);
  }
  if (by === null) {
    return now < Date.parse('2026-01-01')
      ? fault(`This machine's clock is wrong: it says ${iso(now)}.`)
      : ok(`The clock says ${iso(now)}; central could not be asked whether that is right.`);
  }
  const off = Math.abs(now - by);
  const which = now > by ? 'ahead of' : 'behind';
  if (off > 5 * 60_000)
    return fault(`This machine's clock is ${span(off)} ${which} central's: set it, by NTP if you can.`);
  if (off > 30_000) return attention(`This machine's clock is ${Math.round(off / 1000)} seconds ${which} central's.`);
  return ok("The clock agrees with central's.");
}

export function judgeRoster(
  roster: { activities: number; people: number },
  rosterAt: string | null,
  now: number,
): Finding {
  const holds = `${count(roster.activities, 'activity').replace('activitys', 'activities')} and ${count(roster.people, 'patient')}`;
  if (roster.activities === 0) return fault('There is no roster yet: nobody can be greeted until central has sent it.');
  if (rosterAt === null) return attention(`The roster has ${holds}; when central last confirmed it is not known.`);
  const age = now - Date.parse(rosterAt);
  const words = `The roster has ${holds}, confirmed by central ${span(age)} ago`;
  return age > DAY
    ? attention(`${words}: new patients and blocked cards since then are not known here.`)
    : ok(`${words}.`);
}

export function judgeKiosks(kiosks: KioskHealth[], paired: number, running: boolean, now: number): Finding[] {
  if (paired === 0) return [attention('No kiosk is paired: make a code with "tapwell hub pair-kiosk".')];
  const unheard = paired - kiosks.length;
  return [
    ...kiosks.map(({ name, reader, why, lastSeen, waiting }): Finding => {
      const silent = now - Date.parse(lastSeen);
      if (!running) return ok(`Kiosk "${name}" was last heard of ${span(silent)} ago.`);
      if (silent > SILENT_MS) {
        return attention(`Kiosk "${name}" has not been heard of for ${span(silent)}: its taps are kept there.`);
      }
      if (reader !== 'ready')
        return attention(`Kiosk "${name}" cannot read cards: ${why ?? 'its reader is not ready.'}`);
      return ok(`Kiosk "${name}" is ready${waiting > 0 ? `; on their way: ${count(waiting, 'tap')}` : ''}.`);
    }),
    ...(unheard > 0 ? [attention(`${count(unheard, 'paired kiosk')} never spoke to this hub.`)] : []),
  ];
}

export function judgeQueue(waiting: number, oldest: string | null, lastSavedAt: string | null, now: number): Finding {
  const saved = lastSavedAt
    ? `central last took something ${span(now - Date.parse(lastSavedAt))} ago`
    : 'nothing was ever uploaded';
  if (waiting === 0) return ok(`Nothing waits for central; ${saved}.`);
  const waits = lastSavedAt ? now - Date.parse(lastSavedAt) : now - Date.parse(oldest ?? iso(now));
  const words = `${count(waiting, 'fact')} ${waiting === 1 ? 'waits' : 'wait'} here safely for central, the oldest from ${oldest}; ${saved}.`;
  if (waits > 7 * DAY) return fault(words);
  return waits > HOUR ? attention(words) : ok(words);
}

export function judgeQuarantine(open: number): Finding {
  return open === 0
    ? ok('Nothing was refused by central or set aside.')
    : attention(
        `${count(open, 'fact')} could not be taken and ${open === 1 ? 'waits' : 'wait'} for staff: see the register.`,
      );
}

export function judgeCertificate(validTo: number | null, now: number): Finding {
  if (validTo === null) return ok('The hub serves this machine or a proxy on it, without a certificate of its own.');
  const left = validTo - now;
  if (left <= 0) return fault(`The certificate ended on ${iso(validTo).slice(0, 10)}: browsers will refuse it.`);
  const words = `The certificate is good until ${iso(validTo).slice(0, 10)}`;
  return left < 20 * DAY ? attention(`${words} and was not renewed.`) : ok(`${words}.`);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
