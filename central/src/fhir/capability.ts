import { LARGEST_BATCH } from './batch.ts';

/** `GET /fhir/metadata`: what this server can do, and no more. */
export function capabilityStatement(base: string, started: Date) {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: started.toISOString(),
    kind: 'instance',
    software: { name: 'Tapwell central', version: '0.1.0' },
    implementation: { description: 'Attendance at social prescribing activities', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        documentation: `Batches of at most ${LARGEST_BATCH} entries; each entry stands alone.`,
        security: {
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
        },
        resource: [
          {
            type: 'Encounter',
            interaction: [{ code: 'read' }, { code: 'search-type' }, { code: 'create' }, { code: 'update' }],
            documentation:
              'A first version is created on condition of its identifier, a later one updates on the same condition. ' +
              'The highest version (extension "version") holds, in whatever order they arrive. A later version may ' +
              'change when they came and left, whether late, how that is known, by whom and why, and the status; ' +
              'never the patient, the session or the prescription. Only the hub that recorded an Encounter changes it.',
            versioning: 'versioned',
            updateCreate: true,
            conditionalCreate: true,
            conditionalUpdate: true,
            searchParam: [
              { name: 'identifier', type: 'token' },
              { name: 'patient', type: 'reference' },
              { name: 'date', type: 'date' },
              { name: '_lastUpdated', type: 'date' },
            ],
          },
        ],
        interaction: [{ code: 'batch' }],
      },
    ],
  };
}
