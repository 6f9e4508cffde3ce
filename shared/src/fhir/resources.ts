/** The parts of FHIR R4 (4.0.1) we use, as plain data. */

export interface Identifier {
  system?: string;
  value?: string;
}

/** Always logical (by identifier): no server needs to know our ids beforehand (R4 §2.3.0.2). */
export interface Reference {
  type?: string;
  identifier?: Identifier;
  reference?: string;
}

export interface Extension {
  url: string;
  valueString?: string;
  valueCode?: string;
  valueInstant?: string;
  valueBoolean?: boolean;
  valueInteger?: number;
  extension?: Extension[];
}

export interface Encounter {
  resourceType: 'Encounter';
  id?: string;
  meta?: { lastUpdated?: string; versionId?: string };
  extension?: Extension[];
  identifier?: Identifier[];
  status: string;
  class: { system: string; code: string; display?: string };
  subject?: Reference;
  episodeOfCare?: Reference[];
  basedOn?: Reference[];
  period?: { start?: string; end?: string };
  location?: { location: Reference }[];
  serviceProvider?: Reference;
}

export interface OperationOutcome {
  resourceType: 'OperationOutcome';
  issue: { severity: 'fatal' | 'error' | 'warning' | 'information'; code: string; diagnostics?: string }[];
}

export interface BundleEntry<R> {
  fullUrl?: string;
  resource?: R;
  request?: { method: string; url: string; ifNoneExist?: string };
  response?: { status: string; location?: string; etag?: string; lastModified?: string; outcome?: OperationOutcome };
  search?: { mode: 'match' | 'include' };
}

export interface Bundle<R = unknown> {
  resourceType: 'Bundle';
  type: string;
  total?: number;
  link?: { relation: string; url: string }[];
  entry?: BundleEntry<R>[];
}

/** An error as FHIR says it; `code` from the issue-type value set. */
export function operationOutcome(code: string, diagnostics: string): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] };
}
