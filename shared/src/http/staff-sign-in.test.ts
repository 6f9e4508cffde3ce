import express from 'express';
import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashPassword } from '../staff/password.ts';
import { problemHandler } from './problem.ts';
import { requireStaff, type StaffMember, type StaffStore, staffOf, staffSignIn } from './staff-sign-in.ts';

const rosa: StaffMember = { id: 'rosa', name: 'Rosa', role: 'provider', providerId: 'p1' };
// A light cost: what is tested here is not how slow a hash is.
const passwordHash = await hashPassword('correct horse', { N: 2 ** 10, r: 8, p: 1 });

describe('staff sign-in', () => {
  let app: express.Express;
  let sessions: Map<string, Date>;
  beforeEach(() => {
    sessions = new Map();
    const store: StaffStore = {
      account: async (name) => (name === 'rosa' ? { ...rosa, passwordHash } : undefined),
      saveSession: async (hash, _id, expires) => void sessions.set(hash, expires),
      session: async (hash, now) => ((sessions.get(hash) ?? new Date(0)) > now ? rosa : undefined),
      endSession: async (hash) => void sessions.delete(hash),
    };
    app = express();
    app.use('/api', staffSignIn(store, 'test_cookie'));
    app.get('/secret', requireStaff(store, 'test_cookie'), (req, res) => void res.json(staffOf(req)));
    app.get('/managers', requireStaff(store, 'test_cookie', undefined, ['manager']), (_req, res) => void res.json({}));
    app.use(problemHandler(() => {}));
  });
  const signIn = (password: string, headers: Record<string, string> = {}) =>
    request(app).post('/api/sign-in').set(headers).send({ username: 'rosa', password });

  it('gives a cookie that scripts cannot read and other sites cannot send, and ends with sign-out', async () => {
    const answer = await signIn('correct horse');
    const cookie = answer.headers['set-cookie']![0]!;
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect((await request(app).get('/secret').set('cookie', cookie)).body).toEqual(rosa);
    await request(app).post('/api/sign-out').set('cookie', cookie).expect(204);
    await request(app).get('/secret').set('cookie', cookie).expect(401);
  });
  it('says the same of a wrong password and an unknown name, and never gives a hash away', async () => {
    const wrong = await signIn('battery staple');
    const unknown = await request(app).post('/api/sign-in').send({ username: 'nobody', password: 'x' });
    expect(wrong.status).toBe(401);
    expect(unknown.body).toEqual(wrong.body);
    expect((await signIn('correct horse')).text).not.toContain('scrypt');
  });
  it('is refused when another site asks for it with our cookie', async () => {
    expect((await signIn('correct horse', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await signIn('correct horse', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await signIn('correct horse', { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
  it('lets nobody in without the role that is asked for', async () => {
    const cookie = (await signIn('correct horse')).headers['set-cookie']![0]!;
    await request(app).get('/managers').set('cookie', cookie).expect(403);
    await request(app).get('/managers').expect(401);
  });
  it('stops guessing after five tries, even with the right password after them', async () => {
    for (let i = 0; i < 5; i++) await signIn(`guess ${i}`);
    expect((await signIn('correct horse')).status).toBe(429);
  });
});
