import { mayWritePath, readablePaths } from '../access/readable.ts';
import type { Row } from '../store/schema.ts';
import type { Asking } from './plan.ts';
import { readNhsNumber } from './read-cell.ts';

type Found = { path: Row<'path'>; name: string } | { whyNot: string };

const NOBODY = 'Person: there is nobody with this number among those you may see.';

/**
 * The path that a line of a file is about, by NHS number or by the number in the
 * address of a person's page. Of several paths in the scheme: the one that goes
 * on, else the last. Whom the reader may not see is as unknown as nobody.
 */
export async function whosePath({ db, staff, scheme, now }: Asking, text: string): Promise<Found> {
  if (!text) return { whyNot: 'Person: fill in the NHS number, or the number in the address of their page.' };
  const nhsNumber = readNhsNumber(text);
  const paths = await readablePaths(db, staff, now)
    .innerJoin('patient', 'patient.id', 'p.patient_id')
    .selectAll('p')
    .select(['patient.given', 'patient.family'])
    .where('p.scheme_id', '=', scheme.id)
    .where((e) =>
      nhsNumber !== null
        ? e('patient.nhs_number', '=', nhsNumber)
        : e.or([e('p.id', '=', text), e('p.patient_id', '=', text)]),
    )
    .orderBy('p.opened_on', 'desc')
    .orderBy('p.id')
    .execute();
  const found = paths.find((one) => one.id === text) ?? paths.find((one) => one.ended_on === null) ?? paths[0];
  if (!found) return { whyNot: NOBODY };
  const { given, family, ...path } = found;
  return { path, name: `${given} ${family}` };
}

/** The same for who may also write onto it; kinds as `mayWritePath` has them. */
export async function whosePathToWrite(asking: Asking, text: string, kind: string): Promise<Found> {
  const found = await whosePath(asking, text);
  if ('whyNot' in found) return found;
  const may = await mayWritePath(asking.db, asking.staff, found.path.id, kind as never, asking.now);
  return may ? found : { whyNot: NOBODY };
}
