import { type StaffStore, staffFromCookie } from '@tapwell/shared/http/staff-sign-in';
import type { Server as SocketServer } from 'socket.io';
import { todayOf } from '../prescriptions/caseload-routes.ts';
import type { CentralDb } from '../store/schema.ts';

/** Tells open workspaces that something on their pages changed; what it is they ask for themselves. */
export interface WorkspaceNews {
  /** Visits or other facts about these arrived. */
  prescriptions(ids: string[]): void;
  /** Something was recorded on these. */
  paths(ids: string[]): void;
  /** Of these members of staff themselves. */
  staff(ids: string[]): void;
  /** Of somebody's people, whoever they are. */
  around(staffId: string): void;
}

/** Where nobody has a workspace open. */
export const NO_NEWS: WorkspaceNews = { prescriptions() {}, paths() {}, staff() {}, around() {} };

/** A team lead's pages are about hundreds of people: they are told now and then, not at each tap. */
const LEADS_AFTER_MS = 3_000;

const ALL = 'leads';
const leadsOf = (schemeId: string | null | undefined) => (schemeId ? `${ALL}:${schemeId}` : ALL);

/**
 * Who hears of a person: whoever has them, whoever covers for those today,
 * whoever broke the glass for them, and the team leads of their scheme.
 */
export function workspaceNews(
  io: SocketServer,
  db: CentralDb,
  store: StaffStore,
  cookie: string,
  log: (error: unknown) => void,
): WorkspaceNews {
  io.use(async (socket, next) => {
    const member = await staffFromCookie(store, cookie, socket.request.headers.cookie, new Date());
    if (!member) return next(new Error('Please sign in.'));
    await socket.join(`staff:${member.id}`);
    if (member.role === 'team-lead') await socket.join(leadsOf(member.schemeId));
    next();
  });
  const tell = (staffIds: Iterable<string>) => {
    for (const id of new Set(staffIds)) io.to(`staff:${id}`).emit('changed');
  };
  const waiting = new Map<string, NodeJS.Timeout>();
  const tellLeads = (schemeIds: Iterable<string | null | undefined>) => {
    for (const room of new Set([ALL, ...[...schemeIds].map(leadsOf)])) {
      if (waiting.has(room)) continue;
      const timer = setTimeout(() => {
        waiting.delete(room);
        io.to(room).emit('changed');
      }, LEADS_AFTER_MS);
      timer.unref();
      waiting.set(room, timer);
    }
  };
  const about = async (column: 'prescription.id' | 'path.id', ids: string[]) => {
    const rows = await db
      .selectFrom('path')
      .leftJoin('prescription', 'prescription.path_id', 'path.id')
      .select(['path.patient_id', 'path.link_worker_id', 'path.scheme_id'])
      .distinct()
      .where(column, 'in', ids)
      .execute();
    if (rows.length === 0) return;
    const holders = [...new Set(rows.flatMap((row) => row.link_worker_id ?? []))];
    const patients = [...new Set(rows.map((row) => row.patient_id))];
    tell([...holders, ...(await coverersOf(db, holders)), ...(await glassOn(db, patients))]);
    tellLeads(rows.map((row) => row.scheme_id));
  };
  const aroundStaff = async (staffId: string) => {
    const of = await db.selectFrom('staff').select('scheme_id').where('id', '=', staffId).executeTakeFirst();
    const covered = await db
      .selectFrom('cover')
      .select('link_worker_id')
      .where('covered_by', '=', staffId)
      .where('ended_at', 'is', null)
      .execute();
    tell([...covered.map((row) => row.link_worker_id), ...(await coverersOf(db, [staffId]))]);
    tellLeads([of?.scheme_id]);
  };
  // While a backlog comes in at night nobody has a workspace open.
  const nobody = (ids: string[]) => ids.length === 0 || io.sockets.sockets.size === 0;
  return {
    prescriptions: (ids) => {
      if (!nobody(ids)) about('prescription.id', ids).catch(log);
    },
    paths: (ids) => {
      if (!nobody(ids)) about('path.id', ids).catch(log);
    },
    staff: (ids) => {
      if (!nobody(ids)) tell(ids);
    },
    around: (staffId) => {
      if (nobody([staffId])) return;
      tell([staffId]);
      aroundStaff(staffId).catch(log);
    },
  };
}

/** Who covers any of these today. */
async function coverersOf(db: CentralDb, staffIds: string[]): Promise<string[]> {
  if (staffIds.length === 0) return [];
  const today = todayOf(new Date());
  const rows = await db
    .selectFrom('cover')
    .select('covered_by')
    .where('link_worker_id', 'in', staffIds)
    .where('from_on', '<=', today)
    .where('until_on', '>=', today)
    .where('ended_at', 'is', null)
    .execute();
  return rows.map((row) => row.covered_by);
}

async function glassOn(db: CentralDb, patientIds: string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('break_glass')
    .select('staff_id')
    .where('patient_id', 'in', patientIds)
    .where('until_at', '>', new Date().toISOString())
    .execute();
  return rows.map((row) => row.staff_id);
}
