import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import { problemHandler } from '@tapwell/shared/http/problem';
import express from 'express';
import request from 'supertest';
import type { Role } from '../access/roles.ts';
import type { CentralDb } from '../store/schema.ts';
import { staffStore } from '../store/staff.ts';
import { CENTRAL_COOKIE, workspaceRoutes } from '../workspace/workspace-routes.ts';

export interface Who {
  id: string;
  role: Role;
  provider_id?: string;
  scheme_id?: string | null;
}

/** The workspace's API on a record, asked by whomever a test wants; faults of ours fail the test. */
export function workspaceOf(db: CentralDb) {
  const staff = staffStore(db);
  const faults: unknown[] = [];
  const app = express();
  app.use('/api', workspaceRoutes(db, staff));
  app.use(problemHandler((error) => void faults.push(error)));
  return {
    app,
    faults,
    /** Puts somebody on the staff and signs them in. */
    as: async (who: Who) => {
      await db
        .insertInto('staff')
        .values({ ...{ username: who.id, name: who.id, provider_id: null, password_hash: 'none' }, ...who })
        .onConflict((c) => c.column('id').doNothing())
        .execute();
      const token = newToken();
      await staff.saveSession(tokenHash(token), who.id, new Date(Date.now() + 3_600_000));
      const cookie = `${CENTRAL_COOKIE}=${token}`;
      return {
        get: (path: string) => request(app).get(`/api${path}`).set('cookie', cookie),
        post: (path: string, body: unknown) =>
          request(app)
            .post(`/api${path}`)
            .set('cookie', cookie)
            .send(body as object),
        patch: (path: string, body: unknown) =>
          request(app)
            .patch(`/api${path}`)
            .set('cookie', cookie)
            .send(body as object),
      };
    },
  };
}
