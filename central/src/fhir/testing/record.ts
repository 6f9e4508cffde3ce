import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import type { Bundle, Resource } from '@tapwell/shared/fhir/resources';
import { requireDevice } from '@tapwell/shared/http/device-access';
import { newId } from '@tapwell/shared/ids';
import type { PathEvent } from '@tapwell/shared/path/events';
import { agreed, wellbeing } from '@tapwell/shared/path/journey.testing';
import express from 'express';
import request from 'supertest';
import { loadDirectory } from '../../directory/load-directory.ts';
import { schemeRow, shippedPolicy } from '../../directory/scheme-row.ts';
import { storeAttendances } from '../../ingest/store-attendance.ts';
import { deviceStore } from '../../store/devices.ts';
import type { CentralDb } from '../../store/schema.ts';
import { smallRecord, visit } from '../../testing/record.ts';
import { fhirRoutes } from '../fhir-routes.ts';

export const BASE = 'http://central.example/fhir';

/**
 * A record with something of every kind: Mary's whole path with measures, a
 * pause and an outcome, Ahmed's from before there were paths, and Zoe of
 * another scheme, whose prescription has no end.
 */
export async function fhirRecord(): Promise<CentralDb> {
  const db = await smallRecord();
  const plain = { language: 'cy', larger_text: 0 };
  await loadDirectory(db, {
    scheme: [schemeRow(shippedPolicy('blackburn-with-darwen'), 'Europe/London', 'blackburn')],
    patient: [
      {
        ...plain,
        id: 'zoe_z',
        nhs_number: '9990000034',
        given: 'Zoe',
        family: 'Test',
        display_name: 'Zoe',
        born: '1960-02-29',
      },
    ],
    path: [
      { id: 'path-zoe', patient_id: 'zoe_z', scheme_id: 'blackburn', link_worker_id: 'priya', opened_on: '2026-05-01' },
    ],
    prescription: [
      {
        ...{
          id: 'path-zoe',
          path_id: 'path-zoe',
          patient_id: 'zoe_z',
          scheme_id: 'blackburn',
          link_worker_id: 'priya',
        },
        ...{ starts_on: '2026-05-04', weeks: null, status: 'active' },
      },
    ],
    prescribed_activity: [
      { id: 'zoe-walk', prescription_id: 'path-zoe', activity_id: 'walk', per_week: 1, sessions: null },
    ],
    path_event: maryEvents().map((event) => ({
      ...{ id: event.id, path_id: 'rx-mary', kind: event.kind, on_date: event.on },
      ...{ recorded_at: event.recordedAt, body: JSON.stringify(event) },
    })),
  });
  const report = { kiosks: [{ id: 'kiosk-1', name: 'Front door' }] };
  await db
    .updateTable('hub')
    .set({ synced_through: '2026-07-01T00:00:00.000Z', report: JSON.stringify(report) })
    .execute();
  const mondays = ['2026-05-11', '2026-05-18', '2026-06-01', '2026-06-08'];
  const visits = [
    ...mondays.map((date) => visit({ cardId: 'card-mary' }, date)),
    visit({ personId: 'ahmed' }, '2026-05-25'),
    visit({ personId: 'zoe_z', prescriptionId: 'path-zoe', prescribedActivityId: 'zoe-walk' }, '2026-06-01'),
  ];
  await storeAttendances(db, visits, { source: 'hub', venueId: null }, new Date());
  return db;
}

function maryEvents(): PathEvent[] {
  const journey = agreed(shippedPolicy('luton'));
  journey.add('paused', '2026-03-01');
  journey.add('resumed', '2026-03-15');
  journey.visits(['2026-03-16']);
  journey.add('outcome', '2026-08-03', { outcome: 'completed' });
  journey.add('follow-up', '2026-08-10', {
    followUp: journey.policy.measures.followUps[0]!.id,
    measures: [wellbeing(8)],
  });
  // Visits are attendances, and join the path when it is read.
  return journey.events.filter((event) => event.kind !== 'visit');
}

/** The API on a record, and programs that use it. */
export function fhirApp(db: CentralDb) {
  const app = express();
  const devices = deviceStore(db);
  const problems: unknown[] = [];
  app.use(
    '/fhir',
    fhirRoutes({
      db,
      requireDevice: requireDevice(devices, { forms: true }),
      baseUrl: () => BASE,
      zone: 'Europe/London',
      onStored: () => {},
      log: (error) => problems.push(error),
    }),
  );
  const signIn = async (scopes: string, scheme_id: string | null = null, hub_id: string | null = null) => {
    const id = newId();
    const kind = hub_id === null ? 'client' : 'hub';
    await db
      .insertInto('device')
      .values({ id, kind, hub_id, name: 'Program', scopes, scheme_id, public_jwk: null, revoked_at: null })
      .execute();
    const token = newToken();
    await devices.saveToken(tokenHash(token), id, new Date(Date.now() + 86_400_000));
    const get = (path: string, headers: Record<string, string> = {}) =>
      request(app)
        .get(path.replace(new RegExp(`^${BASE}`), '/fhir'))
        .set({ authorization: `Bearer ${token}`, ...headers });
    const send = (method: 'post' | 'put' | 'delete' | 'patch', path: string) =>
      request(app)
        [method](path.replace(new RegExp(`^${BASE}`), '/fhir'))
        .set('authorization', `Bearer ${token}`);
    /** Resources of a search, all pages. */
    const all = async (search: string): Promise<Resource[]> => {
      const found: Resource[] = [];
      for (let url: string | undefined = `/fhir/${search}`; url; ) {
        const { status, body, text } = await get(url);
        if (status !== 200) throw new Error(`${url}: ${status} ${text}`);
        const { entry = [], link = [] } = body as Bundle<Resource>;
        found.push(...entry.map((one) => one.resource!));
        url = link.find(({ relation }) => relation === 'next')?.url;
      }
      return found;
    };
    const ids = async (search: string) => (await all(search)).map(({ resourceType, id }) => `${resourceType}/${id}`);
    return { id, token, get, send, all, ids };
  };
  return { app, problems, signIn };
}

export type Program = Awaited<ReturnType<ReturnType<typeof fhirApp>['signIn']>>;
