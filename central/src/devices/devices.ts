import { hubReport } from '@tapwell/shared/facts/hub-report';
import { Problem } from '@tapwell/shared/http/problem';
import { audit } from '../audit/audit-log.ts';
import { issuePairingCode, revokeDevice } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdRows, write } from '../store/write.ts';
import { troublesOf } from './troubles.ts';
import { daysInWords, unknownTimes } from './unknown-times.ts';
import type { DevicesView, HubDevice, NewCode, ProgramView, Resending } from './wire.ts';

/** Of central and of hubs: both come from one release. */
export const VERSION = '0.1.0';
const CODE_MS = 10 * 60_000;

/** Every hub with its kiosks, those that need somebody first, and every program that may call central. */
export async function devicesView(db: CentralDb, now: Date): Promise<DevicesView> {
  const [hubs, programs] = await Promise.all([hubDevices(db, now), programsOf(db, now)]);
  return { hubs: hubs.sort(worstFirst), programs };
}

async function hubDevices(db: CentralDb, now: Date): Promise<HubDevice[]> {
  const rows = await db
    .selectFrom('hub')
    .innerJoin('venue', 'venue.id', 'hub.venue_id')
    .selectAll('hub')
    .select(['venue.name as venue', 'venue.zone'])
    .select((q) =>
      q
        .selectFrom('roster_entry')
        .select((r) => r.fn.max('seq').as('seq'))
        .whereRef('roster_entry.hub_id', '=', 'hub.id')
        .as('newest'),
    )
    .orderBy('venue.name')
    .orderBy('hub.id')
    .execute();
  const devices = await db
    .selectFrom('device')
    .select(['id', 'hub_id', 'revoked_at'])
    .where('kind', '=', 'hub')
    .execute();
  const unknown = await unknownTimes(db, now);
  return rows.map((row) => {
    // A report kept by an older version may lack what is asked of one today.
    const report = row.report === null ? undefined : hubReport.safeParse(JSON.parse(row.report)).data;
    const own = devices.filter((device) => device.hub_id === row.id);
    const facts = {
      deviceId: own.find((device) => device.revoked_at === null)?.id ?? null,
      known: own.length > 0,
      lastSeen: row.last_seen,
      savedThrough: row.synced_through,
      version: report?.version ?? null,
      rosterUpToDate: row.roster_stale === 0 && row.roster_cursor >= Number(row.newest ?? 0),
      rosterAskedAt: row.roster_asked_at,
      waiting: report?.waiting ?? 0,
      oldestWaiting: report?.oldestWaiting ?? null,
      quarantined: report?.quarantined ?? 0,
      clockAheadMs: report?.now && row.last_seen ? Date.parse(report.now) - Date.parse(row.last_seen) : null,
      diskFreeBytes: report?.diskFreeBytes ?? null,
      kiosks: (report?.kiosks ?? []).map(({ reader, ...kiosk }) => ({ ...kiosk, ready: reader === 'ready' })),
      resend: row.resend_since === null ? null : { since: row.resend_since, doneAt: row.resend_done_at },
      unknown: (unknown.get(row.id) ?? []).map((time) => daysInWords(time, row.zone)),
    };
    const { id, name, venue, zone } = row;
    return { id, name, venue, zone, ...facts, troubles: troublesOf(facts, now, VERSION) };
  });
}

/** Faults first, then what needs attention, then those that are well, by venue. */
function worstFirst(a: HubDevice, b: HubDevice): number {
  const weight = ({ troubles }: HubDevice) =>
    troubles.reduce((sum, { level }) => sum + (level === 'fault' ? 1_000 : 1), 0);
  return weight(b) - weight(a) || a.venue.localeCompare(b.venue);
}

async function programsOf(db: CentralDb, now: Date): Promise<ProgramView[]> {
  const rows = await db
    .selectFrom('device as d')
    .leftJoin('access_token as t', 't.device_id', 'd.id')
    .select(['d.id', 'd.name', 'd.scopes'])
    .select((q) => q.fn.max('t.expires_at').as('until'))
    .where('d.kind', '=', 'client')
    .where('d.revoked_at', 'is', null)
    .groupBy(['d.id', 'd.name', 'd.scopes'])
    .orderBy('d.name')
    .orderBy('d.id')
    .execute();
  return rows.map(({ id, name, scopes, until }) => ({
    id,
    name,
    may: scopes.split(' ').includes('write-all') ? 'reads everything and records visits' : 'reads',
    until: until !== null && until > now.toISOString() ? until : null,
  }));
}

/** A code with which one hub may connect; who made it is on record, the code is not. */
export async function newHubCode(db: CentralDb, byId: string, hubId: string, now: Date): Promise<NewCode> {
  const hub = await db.selectFrom('hub').select('id').where('id', '=', hubId).executeTakeFirst();
  if (!hub) throw new Problem(404, 'Not found', 'There is no such hub.');
  const code = await issuePairingCode(db, hubId, now);
  await write(db, (trx) => note(trx, byId, 'pairing code made', hubId, {}, now));
  return { code, expiresAt: new Date(now.getTime() + CODE_MS).toISOString() };
}

/** Ends a hub's or a program's access. */
export async function endDevice(db: CentralDb, byId: string, id: string, now: Date): Promise<void> {
  await write(db, async (trx) => {
    if (!(await revokeDevice(trx, id, now))) throw new Problem(404, 'Not found', 'There is no such device in use.');
    await note(trx, byId, 'device revoked', id, {}, now);
  });
}

/** Since before there was anything. */
const EVERYTHING = '1970-01-01T00:00:00.000Z';

/**
 * Asks hubs to send again what they hold from then on, or from where their own
 * record here ends if that is earlier, after the record was restored from a backup. Each does so when it next asks for its roster.
 * @returns how many are asked
 */
export async function askAgain(db: CentralDb, actor: string, { since, hubId }: Resending, now: Date): Promise<number> {
  const at = now.toISOString();
  const from = new Date(since).toISOString();
  if (from >= at) throw new Problem(400, 'Bad request', 'since: That time is still to come.');
  return write(db, async (trx) => {
    const hubs = await trx
      .selectFrom('hub')
      .select('id')
      .$if(hubId !== null, (q) => q.where('id', '=', hubId!))
      .orderBy('id')
      .execute();
    if (hubs.length === 0) throw new Problem(404, 'Not found', 'There is no such hub.');
    await holdRows(
      trx,
      'hub',
      hubs.map((hub) => hub.id),
    );
    await trx
      .updateTable('hub')
      .set({ resend_asked_at: at, resend_done_at: null })
      // A hub that was away then had handed over less: what it sent since is missing too.
      .set(({ eb, ref }) => ({
        resend_since: eb
          .case()
          .when('synced_through', 'is', null)
          .then(EVERYTHING)
          .when('synced_through', '<', from)
          .then(ref('synced_through'))
          .else(from)
          .end(),
      }))
      // Until it has, its record here is complete only up to then.
      .set(({ eb, ref }) => ({
        synced_through: eb.case().when(ref('synced_through'), '>', from).then(from).else(ref('synced_through')).end(),
      }))
      .$if(hubId !== null, (q) => q.where('id', '=', hubId!))
      .execute();
    await audit(trx, { at, actor, action: 'hubs asked to send again', subject: hubId, detail: { since: from } });
    return hubs.length;
  });
}

function note(trx: CentralDb, byId: string, action: string, subject: string, detail: object, now: Date): Promise<void> {
  return audit(trx, { at: now.toISOString(), actor: `staff ${byId}`, action, subject, detail: { ...detail } });
}
