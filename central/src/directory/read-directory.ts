import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { readStoredPolicy } from '../paths/policy-of.ts';
import type { CentralDb } from '../store/schema.ts';
import { accreditationOn } from './accreditation.ts';
import { activityOf, providerOf, venueOf } from './entries.ts';
import { isOpen, zoneOf } from './offers.ts';
import { scheduleWords } from './schedule-words.ts';
import type { ChangeView, DirectoryView, EntryKind } from './wire.ts';

/** Who may change the whole directory. */
const CHANGE_ALL = ['administrator', 'team-lead'];

export function mayChangeAll(staff: StaffMember): boolean {
  return CHANGE_ALL.includes(staff.role);
}

/** Whether a provider's staff may put their own activities into the directory: some scheme must allow it. */
export async function residentsMayAdd(db: CentralDb): Promise<boolean> {
  const schemes = await db.selectFrom('scheme').select('policy').execute();
  return schemes.some(({ policy }) => readStoredPolicy(policy).activities.residentsMayAdd);
}

/** The areas of somebody's scheme, or of all where they work for all. */
export async function areasOf(db: CentralDb, staff: StaffMember): Promise<string[]> {
  const schemes = await db
    .selectFrom('scheme')
    .select('policy')
    .$if(Boolean(staff.schemeId), (q) => q.where('id', '=', staff.schemeId!))
    .orderBy('id')
    .execute();
  return [...new Set(schemes.flatMap(({ policy }) => readStoredPolicy(policy).areas))];
}

/** The whole directory as one person sees it. A provider's staff see what is their own. */
export async function readDirectory(db: CentralDb, staff: StaffMember, now: Date): Promise<DirectoryView> {
  const zone = await zoneOf(db, staff);
  const today = localDate(now, zone).toString();
  const all = mayChangeAll(staff);
  const own = staff.role === 'provider' ? (staff.providerId ?? '') : undefined;
  const ownToo = own !== undefined && (await residentsMayAdd(db));
  const seen = await newestChanges(db);
  const providers = await db
    .selectFrom('provider')
    .selectAll()
    .$if(own !== undefined, (q) => q.where('id', '=', own!))
    .orderBy('name')
    .orderBy('id')
    .execute();
  const venues = await db.selectFrom('venue').selectAll().orderBy('name').orderBy('id').execute();
  const activities = await db
    .selectFrom('activity')
    .selectAll()
    .$if(own !== undefined, (q) => q.where('provider_id', '=', own!))
    .orderBy('name')
    .orderBy('id')
    .execute();
  return {
    today,
    zone,
    areas: await areasOf(db, staff),
    mayChangeAll: all,
    providers: providers.map((row) => ({
      ...providerOf(row),
      id: row.id,
      seen: seen.get(`provider ${row.id}`) ?? null,
      mayChange: all,
      accreditation: accreditationOn(providerOf(row), today),
      withdrawnOn: row.withdrawn_on,
      open: isOpen(row.withdrawn_on, today),
    })),
    venues: venues.map((row) => ({
      ...venueOf(row),
      id: row.id,
      seen: seen.get(`venue ${row.id}`) ?? null,
      mayChange: all,
    })),
    activities: activities.map((row) => {
      const entry = activityOf(row);
      return {
        ...entry,
        id: row.id,
        seen: seen.get(`activity ${row.id}`) ?? null,
        mayChange: all || ownToo,
        when: scheduleWords(entry.schedule),
        withdrawnOn: row.withdrawn_on,
        open: isOpen(row.withdrawn_on, today),
      };
    }),
  };
}

async function newestChanges(db: CentralDb): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('directory_change')
    .select(['id', 'kind', 'subject_id'])
    .orderBy('at')
    .orderBy('id')
    .execute();
  return new Map(rows.map((row) => [`${row.kind} ${row.subject_id}`, row.id]));
}

/** What became of one entry, newest first. */
export async function readChanges(db: CentralDb, kind: EntryKind, id: string): Promise<ChangeView[]> {
  const rows = await db
    .selectFrom('directory_change as c')
    .leftJoin('staff', 'staff.id', 'c.by_id')
    .select(['c.id', 'c.at', 'c.by_id', 'c.before', 'c.after', 'staff.name'])
    .where('c.kind', '=', kind)
    .where('c.subject_id', '=', id)
    .orderBy('c.at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => {
    const before = row.before === null ? {} : JSON.parse(row.before);
    const after = JSON.parse(row.after);
    const fields = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    return {
      id: row.id,
      at: row.at,
      by: row.name ?? row.by_id,
      fields: row.before === null ? [] : fields,
      added: row.before === null,
    };
  });
}
