import type { Resource } from '@tapwell/shared/fhir/resources';
import { describe, expect, it } from 'vitest';
import { startRig } from '../workspace/rig.ts';
import { everything, program } from './program.ts';
import { faultsOf } from './validators.ts';

const TYPES = [
  ...['Encounter', 'Patient', 'EpisodeOfCare', 'CarePlan', 'ServiceRequest', 'Appointment', 'QuestionnaireResponse'],
  ...['Observation', 'HealthcareService', 'Organization', 'Location', 'Practitioner', 'PractitionerRole', 'Device'],
  ...['Provenance', 'AuditEvent'],
];

describe.each(['luton', 'blackburn-with-darwen', 'doncaster', 'halton-st-helens-knowsley'])(
  'all that is given out of %s',
  (scheme) => {
    it('is right to two validators, and no period ends before it starts', async () => {
      const rig = await startRig({ scheme, browser: false });
      try {
        const client = await program(rig.db, rig.url, ['read', 'audit']);
        const all: Resource[] = [];
        for (const type of TYPES) all.push(...(await everything(client, `${type}?_count=20`)));
        console.log(TYPES.map((t) => `${t} ${all.filter((r) => r.resourceType === t).length}`).join(', '));
        const faults = (await Promise.all(all.map(faultsOf))).flat();
        expect(faults).toEqual([]);
      } finally {
        await rig.close();
      }
    });
  },
);
