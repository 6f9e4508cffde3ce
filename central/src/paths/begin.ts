import { Problem } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { AuditEntry } from '../audit/chain.ts';
import { BY_FORM, onlyByForm } from '../referrals/only-by-form.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName } from '../store/write.ts';
import { appendWithin, type Recorder } from './append.ts';
import { derivedId } from './derived-id.ts';
import { livePath } from './live-path.ts';
import { endPast, pastPaths } from './past.ts';
import { policyOf } from './policy-of.ts';
import { requireStillHere } from './still-here.ts';
import type { EventDraft } from './wire.ts';

export interface Beginning {
  /** Of the path. */
  id: string;
  schemeId: string;
  patientId: string;
  /** Who has them from now on; null puts them onto the list. */
  linkWorkerId: string | null;
  referral: EventDraft;
}

/**
 * Begins a path with its referral; where people wait for their first
 * appointment they wait from that day on. Within a transaction; what it returns
 * goes to the audit log last.
 * @throws Problem 409 in a sentence
 */
export async function beginPath(trx: CentralDb, beginning: Beginning, by: Recorder): Promise<AuditEntry[]> {
  const { id, schemeId, patientId, linkWorkerId, referral } = beginning;
  // Two referrals of one person at once: the second sees the first.
  await holdName(trx, `path of ${patientId}`);
  await requireStillHere(trx, patientId);
  const { policy, zone } = await policyOf(trx, schemeId);
  const today = localDate(by.now, zone).toString();
  const ended = await endPast(trx, await pastPaths(trx, today, { patientId }), by.now);
  if (await livePath(trx, patientId, schemeId)) {
    const byForm = await onlyByForm(trx, patientId);
    throw new Problem(409, 'Not possible', byForm ? BY_FORM.already : 'They are on a path in this scheme already.');
  }
  await trx
    .insertInto('path')
    .values({
      id,
      patient_id: patientId,
      scheme_id: schemeId,
      link_worker_id: linkWorkerId,
      opened_on: referral.on,
    })
    .execute();
  if (linkWorkerId !== null) {
    await trx
      .insertInto('path_holder')
      .values({
        id: newId(),
        path_id: id,
        link_worker_id: linkWorkerId,
        at: by.now.toISOString(),
        by_id: by.staff.id,
        why: null,
      })
      .execute();
  }
  const entries = [...ended, await appendWithin(trx, id, referral, by)];
  if (['waiting-list', 'home-visit'].includes(policy.firstAppointment.by)) {
    const waiting: EventDraft = {
      kind: 'waiting',
      id: derivedId(`waiting ${id}`),
      on: referral.on,
      corrects: null,
      why: null,
    };
    entries.push(await appendWithin(trx, id, waiting, by));
  }
  return entries.filter((entry) => entry !== null);
}
