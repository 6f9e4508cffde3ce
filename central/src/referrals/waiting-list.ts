import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import type { Path } from '@tapwell/shared/path/path';
import { REFERRER_WORDS } from '@tapwell/shared/scheme/words';
import { readablePaths } from '../access/readable.ts';
import { readPaths } from '../paths/read-paths.ts';
import type { WaitingView } from '../paths/wire.ts';
import type { CentralDb } from '../store/schema.ts';
import { maybeKnown } from './same-person.ts';

/**
 * Everybody with whom nothing is agreed yet and who may still come: those the
 * reader may read, and those nobody has taken. Who waits longest comes first.
 */
export async function waitingList(db: CentralDb, staff: StaffMember, now: Date): Promise<WaitingView[]> {
  const rows = await db
    .selectFrom('path')
    .select('path.id')
    .where('path.ended_on', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('prescription')
            .select('prescription.id')
            .whereRef('prescription.path_id', '=', 'path.id')
            .where('prescription.status', '!=', 'draft'),
        ),
      ),
    )
    .where(({ or, and, eb }) =>
      or([
        eb('path.id', 'in', readablePaths(db, staff, now).select('p.id')),
        and([
          eb('path.link_worker_id', 'is', null),
          ...(staff.schemeId ? [eb('path.scheme_id', '=', staff.schemeId)] : []),
        ]),
      ]),
    )
    .execute();
  const ids = rows.map((row) => row.id);
  const [paths, maybe] = [await readPaths(db, ids, now), await maybeKnown(db, ids)];
  return [...paths.values()]
    .map(({ id, patient, path, linkWorker, openedOn }): WaitingView => {
      const [due] = path.due;
      return {
        id,
        name: `${patient.given} ${patient.family}`,
        referredOn: path.referral?.on ?? openedOn,
        referrer: referrerOf(path),
        reason: path.referral?.reason ?? '',
        step: path.step,
        linkWorker,
        sentBy: path.referral?.throughForm ? path.referral.by.name : null,
        maybe: maybe.get(id) ?? [],
        due: due ? { title: due.title, on: due.on, overdue: due.overdue } : null,
      };
    })
    .sort((a, b) => (a.referredOn < b.referredOn ? -1 : a.referredOn > b.referredOn ? 1 : a.id < b.id ? -1 : 1));
}

/** `a GP, Bell Street Surgery`; null where nobody referred them. */
function referrerOf({ referral }: Path): string | null {
  if (!referral?.referrer) return null;
  const { kind, worksAt } = referral.referrer;
  return [REFERRER_WORDS[kind], worksAt].filter(Boolean).join(', ');
}
