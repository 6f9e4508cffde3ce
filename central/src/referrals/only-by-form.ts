import type { CentralDb } from '../store/schema.ts';

/** Anybody with a form's address may write any number onto it: whoever is refused for that is told where to look. */
export const BY_FORM = {
  already: 'They came by a form and are on the waiting list. Take them on from there.',
  otherName: 'A form on the waiting list has this NHS number, with another name. Look at that form first.',
  sameNumber: 'A form on the waiting list has this NHS number. Look at that form first.',
} as const;

/** Whether all that is known of somebody came by a form that nobody has looked at yet. */
export async function onlyByForm(db: CentralDb, patientId: string): Promise<boolean> {
  const paths = await db
    .selectFrom('path')
    .leftJoin('referral_intake as i', 'i.path_id', 'path.id')
    .select(['path.link_worker_id', 'i.id as intake', 'i.settled_at'])
    .where('path.patient_id', '=', patientId)
    .execute();
  return (
    paths.length > 0 &&
    paths.every((path) => path.intake !== null && path.settled_at === null && path.link_worker_id === null)
  );
}
