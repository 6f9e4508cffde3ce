import type { EventOf } from '@tapwell/shared/path/events';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { CentralDb } from '../store/schema.ts';
import { holdRows } from '../store/write.ts';
import { type Recorder, storeEvents } from './append.ts';
import { cardEventId } from './recorded.ts';

/**
 * Puts onto a person's paths that a card was given to them: on those that go on
 * and on which something is agreed. Within the transaction that gives it; a
 * card once given is a fact, so no rule of the scheme refuses it.
 */
export async function noteCard(
  trx: CentralDb,
  patientId: string,
  card: { id: string; profile: EventOf<'card'>['profile'] },
  { staff, now }: Recorder,
): Promise<void> {
  const paths = await trx
    .selectFrom('path')
    .innerJoin('scheme', 'scheme.id', 'path.scheme_id')
    .select(['path.id', 'scheme.zone'])
    .where('path.patient_id', '=', patientId)
    .where('path.ended_on', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('prescription')
          .select('prescription.id')
          .whereRef('prescription.path_id', '=', 'path.id')
          .where('prescription.status', '!=', 'draft'),
      ),
    )
    .orderBy('path.id')
    .execute();
  await holdRows(
    trx,
    'path',
    paths.map((path) => path.id),
  );
  for (const { id, zone } of paths) {
    const event: EventOf<'card'> = {
      kind: 'card',
      id: cardEventId(id, card.id),
      on: localDate(now, zone).toString(),
      recordedAt: now.toISOString(),
      by: { id: staff.id, name: staff.name },
      corrects: null,
      why: null,
      cardId: card.id,
      profile: card.profile,
    };
    await storeEvents(trx, id, [event], 'unless there');
  }
}
