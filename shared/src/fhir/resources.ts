/** The parts of FHIR R4 (4.0.1) we use, as plain data. */

export interface Identifier {
  system?: string;
  value?: string;
}

/**
 * What we send is always logical (by identifier): no server needs to know our
 * ids beforehand (R4 §2.3.0.2). What central gives out names its own id too.
 */
export interface Reference {
  type?: string;
  identifier?: Identifier;
  reference?: string;
  display?: string;
}

export interface Coding {
  system?: string;
  code?: string;
  display?: string;
}

export interface CodeableConcept {
  coding?: Coding[];
  text?: string;
}

export interface Period {
  start?: string;
  end?: string;
}

export interface Meta {
  lastUpdated?: string;
  versionId?: string;
}

/** What any resource has that this server gives out. */
export interface Resource {
  resourceType: string;
  id?: string;
  meta?: Meta;
}

export interface Extension {
  url: string;
  valueString?: string;
  valueCode?: string;
  valueInstant?: string;
  valueBoolean?: boolean;
  valueInteger?: number;
  valueDate?: string;
  valueCodeableConcept?: CodeableConcept;
  valueReference?: Reference;
  extension?: Extension[];
}

export interface Encounter {
  resourceType: 'Encounter';
  id?: string;
  meta?: Meta;
  extension?: Extension[];
  identifier?: Identifier[];
  status: string;
  class: Coding;
  subject?: Reference;
  episodeOfCare?: Reference[];
  basedOn?: Reference[];
  period?: Period;
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
export function operationOutcome(
  code: string,
  diagnostics: string,
  severity: OperationOutcome['issue'][number]['severity'] = 'error',
): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity, code, diagnostics }] };
}
