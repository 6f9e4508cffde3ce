import { logical } from './reference.ts';
import type { CodeableConcept, Coding, Reference, Resource } from './resources.ts';
import { codes, systems } from './systems.ts';

export interface AuditEvent extends Resource {
  resourceType: 'AuditEvent';
  type: Coding;
  subtype: Coding[];
  action: 'C' | 'R' | 'U' | 'D' | 'E';
  recorded: string;
  outcome: '0';
  agent: { type?: CodeableConcept; who: Reference; requestor: boolean }[];
  source: { observer: Reference };
  entity: { what?: Reference; detail: { type: string; valueString: string }[] }[];
}

/** One entry of the audit log. */
export interface LoggedAction {
  seq: number;
  at: string;
  /** E.g. `staff priya`, `device 0190…`. */
  actor: string;
  /** E.g. `read caseload`. */
  action: string;
  subject: string | null;
  /** JSON. */
  detail: string;
  /** Covers the entry before it too. */
  hash: string;
}

const REST = { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' };

/** With its place in the chain, so that whoever keeps a copy can prove a later change of the log. */
export function toAuditEvent(entry: LoggedAction): AuditEvent {
  const [, kind = '', id = entry.actor] = /^(\S+) (.+)$/s.exec(entry.actor) ?? [];
  const staff = kind === 'staff';
  return {
    resourceType: 'AuditEvent',
    id: String(entry.seq),
    type: REST,
    subtype: [{ system: codes.audit, code: entry.action.trim().replace(/\s+/g, ' ') || 'unknown' }],
    action: actionOf(entry.action),
    recorded: entry.at,
    outcome: '0',
    agent: [
      { who: logical(staff ? 'Practitioner' : 'Device', staff ? systems.staff : systems.device, id), requestor: true },
    ],
    source: { observer: { display: 'Tapwell central' } },
    entity: [
      {
        ...(entry.subject && { what: { identifier: { system: systems.audit, value: entry.subject } } }),
        detail: [
          { type: 'detail', valueString: entry.detail },
          { type: 'hash', valueString: entry.hash },
        ],
      },
    ],
  };
}

/** By its first word; whatever is neither read, made nor removed is a change. */
function actionOf(action: string): AuditEvent['action'] {
  const [verb = ''] = action.split(' ');
  if (['read', 'look', 'list', 'export', 'download'].includes(verb)) return 'R';
  if (['create', 'add', 'issue', 'record', 'import', 'load', 'pair'].includes(verb)) return 'C';
  if (['erase', 'remove', 'delete', 'purge'].includes(verb)) return 'D';
  return ['sign', 'verify', 'backup', 'restore'].includes(verb) ? 'E' : 'U';
}
