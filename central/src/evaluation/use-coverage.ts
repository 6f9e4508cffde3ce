import { serviceUseWindows } from '@tapwell/shared/evaluation/service-use';
import { addDays } from '@tapwell/shared/path/dates';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { CentralDb } from '../store/schema.ts';

/** For which services and days an import holds everything. */
export interface UseImport {
  services: string[];
  from: string;
  until: string;
}

export async function useImports(db: CentralDb, schemeId: string): Promise<UseImport[]> {
  const rows = await db
    .selectFrom('service_use_import')
    .select(['services', 'from_on', 'until_on'])
    .where('scheme_id', '=', schemeId)
    .orderBy('from_on')
    .execute();
  return rows.map((row) => ({ services: row.services.split(' '), from: row.from_on, until: row.until_on }));
}

/**
 * Whether all of somebody's use before and after is known: then what was not
 * imported did not happen. Several imports may follow each other. Pure.
 * @param imports by their first days
 */
export function useKnown(
  rule: NonNullable<SchemePolicy['serviceUse']>,
  referredOn: string,
  imports: UseImport[],
): boolean {
  const { before, after } = serviceUseWindows(rule, referredOn);
  return rule.imports.every((service) => {
    // The first day of which nothing is known yet.
    let next = before.from;
    for (const { services, from, until } of imports) {
      if (services.includes(service) && from <= next && until >= next) next = addDays(until, 1);
    }
    return next > after.until;
  });
}
