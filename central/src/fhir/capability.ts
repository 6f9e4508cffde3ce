import { LARGEST_BATCH } from './batch.ts';
import type { Kind } from './kinds/kind.ts';
import { KINDS } from './kinds/kinds.ts';

const COMMON = [
  { name: '_id', type: 'token' },
  { name: '_lastUpdated', type: 'date' },
] as const;

/** `GET /fhir/metadata`: what this server can do, and no more. */
export function capabilityStatement(base: string, started: Date) {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: started.toISOString(),
    kind: 'instance',
    instantiates: ['http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data'],
    software: { name: 'Tapwell central', version: '0.1.0' },
    implementation: { description: 'Attendance at social prescribing activities', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        documentation:
          `Batches of at most ${LARGEST_BATCH} entries; each entry stands alone. Searches have no total; ` +
          'next links stay right while others write. Parameters that are not supported are left out, and ' +
          'the self link shows what was answered; with "Prefer: handling=strict" they are refused. ' +
          'What changed since some time (_lastUpdated, _since) is also what stopped counting, as entered-in-error. ' +
          'Of a person whose data was removed only an inactive Patient is left; reading what else there was answers 410. ' +
          'Every read about patients is in the access log. No UK Core profile is claimed.',
        security: {
          cors: false,
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
          description: 'SMART Backend Services: a JWT signed with ES384 buys a token for five minutes.',
        },
        resource: KINDS.map(resourceOf),
        interaction: [{ code: 'batch' }],
        operation: [
          {
            name: 'export',
            definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export',
            documentation:
              'One scheme, as NDJSON; _scheme says which where there are several. With _since also what was deleted.',
          },
        ],
      },
    ],
  };
}

function resourceOf(kind: Kind) {
  const references = Object.entries(kind.search).filter(([, param]) => param.type === 'reference');
  const versioned = !kind.unversioned;
  return {
    type: kind.type,
    documentation: kind.about + (kind.type === 'Encounter' ? WRITING : ''),
    interaction: [
      { code: 'read' },
      { code: 'search-type' },
      ...(kind.type === 'Encounter' ? [{ code: 'create' }, { code: 'update' }] : []),
    ],
    versioning: versioned ? 'versioned' : 'no-version',
    ...(versioned && { conditionalRead: 'not-match' }),
    ...(kind.type === 'Encounter' && { updateCreate: false, conditionalCreate: true, conditionalUpdate: true }),
    ...(references.length > 0 && { searchInclude: references.map(([name]) => `${kind.type}:${name}`) }),
    searchParam: [
      ...COMMON.filter(({ name }) => name === '_id' || versioned),
      ...Object.entries(kind.search).map(([name, { type }]) => ({ name, type })),
    ],
  };
}

const WRITING =
  ' A first version is created on condition of its identifier, a later one updates on the same condition; ' +
  'neither is done by the id alone. The highest version (extension "version") holds, in whatever order they ' +
  'arrive. A later version may change when they came and left, whether late, how that is known, by whom and why, ' +
  'and the status; never the patient, the session or the prescription. Only the hub that recorded an Encounter ' +
  'changes it.';
