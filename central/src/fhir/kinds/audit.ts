import { type AuditEvent, toAuditEvent } from '@tapwell/shared/fhir/audit-event';
import { changedAt, type Kind } from './kind.ts';
import { moment, plain } from './params.ts';

export const auditEventKind: Kind<AuditEvent> = {
  type: 'AuditEvent',
  about:
    'Who read or changed what, with the hash that covers the entry before it; for programs with the scope "audit".',
  forAudit: true,
  numbered: true,
  search: { action: plain((a) => a.action), date: moment((a) => a.recorded) },
  rowIds: (id) => (/^\d{1,15}$/.test(id) ? [id] : []),
  rows: async (db, { narrow, after, limit }) => {
    // Patients stand in it by ids of many kinds: it is not searched by them.
    if (narrow.patients || narrow.identifiers) return [];
    let query = db.selectFrom('audit').selectAll().orderBy('seq').limit(limit);
    if (narrow.ids) query = query.where('seq', 'in', narrow.ids.map(Number));
    if (after) query = query.where('seq', '>', Number(after.key));
    if (narrow.changedFrom !== undefined) query = query.where('at', '>=', narrow.changedFrom);
    if (narrow.createdUntil !== undefined) query = query.where('at', '<=', narrow.createdUntil);
    const rows = await query.execute();
    return rows.map((row) => ({
      key: String(row.seq),
      patientId: null,
      resources: [changedAt(toAuditEvent(row), row.at)],
    }));
  },
};
