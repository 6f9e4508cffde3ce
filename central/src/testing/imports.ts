import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import type { FilePreview, ImportKind } from '../imports/wire.ts';
import type { CentralDb } from '../store/schema.ts';
import { workspaceOf } from './signed-in.ts';

/** Files brought into a record as a page does it: looked at first, then brought in. */
export async function importsOf(db: CentralDb, kind: ImportKind) {
  const workspace = workspaceOf(db);
  const tessa = await workspace.as({ id: 'tessa', role: 'team-lead', scheme_id: 'scheme' });
  const priya = await workspace.as({ id: 'priya', role: 'link-worker' });
  return {
    workspace,
    tessa,
    priya,
    preview: async (text: string, rest: object = {}, who = tessa) =>
      (await who.post(`/imports/${kind}/preview`, { text, ...rest }).expect(200)).body as FilePreview,
    bringIn: (text: string, { id, hash, ready }: FilePreview, rest: object = {}, who = tessa) =>
      who.post(`/imports/${kind}`, { text, ...rest, id, hash, ready }),
  };
}

export async function rowsIn(db: CentralDb, table: 'patient' | 'service_use' | 'import_run'): Promise<number> {
  const { n } = await db
    .selectFrom(table)
    .select((q) => q.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return n;
}

/** From now on the scheme on record works as another. */
export async function followPolicy(db: CentralDb, name: string): Promise<void> {
  const { policy } = schemeRow(shippedPolicy(name), 'Europe/London');
  await db.updateTable('scheme').set({ policy }).execute();
}
