import express from 'express';
import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { BY_ITSELF } from '../staff/by-itself.ts';
import { PAGE_OF } from '../staff/page-of.ts';
import { hashPassword } from '../staff/password.ts';
import { problemHandler } from './problem.ts';
import { requireStaff, type StaffMember, type StaffStore, staffOf, staffSignIn } from './staff-sign-in.ts';

const MINUTE = 60_000;
const rosa: StaffMember = { id: 'rosa', name: 'Rosa', role: 'provider', providerId: 'p1' };
// A light cost: what is tested here is not how slow a hash is.
const passwordHash = await hashPassword('correct horse', { N: 2 ** 10, r: 8, p: 1 });

describe('staff sign-in', () => {
  let app: express.Express;
  let sessions: Map<string, { expires: Date; idle: number }>;
  let now: Date;
  beforeEach(() => {
    sessions = new Map();
    now = new Date('2026-06-01T10:00:00Z');
    const idleAt = () => now.getTime() + 15 * MINUTE;
    const store: StaffStore = {
      idleMinutes: 15,
      account: async (name) => (name === 'rosa' ? { ...rosa, passwordHash } : undefined),
      saveSession: async (hash, _id, expires) => void sessions.set(hash, { expires, idle: idleAt() }),
      session: async (hash, now) => {
        const session = sessions.get(hash);
        return session && session.expires > now && session.idle > now.getTime() ? rosa : undefined;
      },
      touchSession: async (hash) => {
        sessions.get(hash)!.idle = idleAt();
      },
      endedIdle: async (hash, now) => (sessions.get(hash)?.idle ?? Infinity) <= now.getTime(),
      endSession: async (hash) => void sessions.delete(hash),
    };
    app = express();
    const clock = () => now;
    app.set('trust proxy', 'loopback');
    app.use('/api', staffSignIn(store, 'test_cookie', undefined, clock));
    app.get('/secret', requireStaff(store, 'test_cookie', clock), (req, res) => void res.json(staffOf(req)));
    app.get('/managers', requireStaff(store, 'test_cookie', clock, ['manager']), (_req, res) => void res.json({}));
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
  it('ends when nobody did anything for a quarter of an hour, and says so', async () => {
    const cookie = (await signIn('correct horse')).headers['set-cookie']![0]!;
    const secret = (headers: Record<string, string> = {}) =>
      request(app)
        .get('/secret')
        .set({ cookie, ...headers });
    for (let i = 0; i < 4; i++) {
      now = new Date(now.getTime() + 14 * MINUTE);
      await request(app).post('/api/active').set('cookie', cookie).expect(204);
    }
    await secret().expect(200);
    // What the page asks by itself keeps nobody signed in.
    now = new Date(now.getTime() + 14 * MINUTE);
    await secret({ [BY_ITSELF]: '1' }).expect(200);
    now = new Date(now.getTime() + MINUTE);
    const ended = await secret();
    expect([ended.status, ended.body.detail]).toEqual([
      401,
      'You were signed out because nobody used this page for 15 minutes.',
    ]);
    await request(app).post('/api/active').set('cookie', cookie).expect(401);
  });
  it('ends after a working day, whatever somebody does', async () => {
    const cookie = (await signIn('correct horse')).headers['set-cookie']![0]!;
    for (let i = 0; i < 60; i++) {
      await request(app).get('/secret').set('cookie', cookie).expect(200);
      now = new Date(now.getTime() + 10 * MINUTE);
    }
    const ended = await request(app).get('/secret').set('cookie', cookie);
    expect([ended.status, ended.body.detail]).toEqual([401, 'Please sign in.']);
  });
  it('does nothing from a page that is still another’s, nor is that a sign of anybody; who does not say whose page it is may', async () => {
    const cookie = (await signIn('correct horse')).headers['set-cookie']![0]!;
    const from = (page: Record<string, string>) =>
      request(app)
        .get('/secret')
        .set({ cookie, ...page });
    await from({ [PAGE_OF]: 'rosa' }).expect(200);
    await from({}).expect(200);
    now = new Date(now.getTime() + 14 * MINUTE);
    const other = await from({ [PAGE_OF]: 'priya' });
    expect([other.status, other.body.detail]).toEqual([
      401,
      'Somebody else has signed in here in the meantime. Please sign in again.',
    ]);
    await request(app)
      .post('/api/active')
      .set({ cookie, [PAGE_OF]: 'priya' })
      .expect(401);
    now = new Date(now.getTime() + MINUTE);
    expect((await from({})).body.detail).toMatch(/nobody used this page/);
  });
  it('over TLS gives a cookie that nobody else can set, and takes no other', async () => {
    const tls = { 'x-forwarded-proto': 'https' };
    const cookie = (await signIn('correct horse', tls)).headers['set-cookie']![0]!;
    expect(cookie).toMatch(/^__Host-test_cookie=[^;]+; .*Path=\/; .*HttpOnly; Secure; SameSite=Strict/);
    await request(app)
      .get('/secret')
      .set({ cookie, ...tls })
      .expect(200);
    const planted = cookie.replace('__Host-', '').split(';')[0]!;
    await request(app)
      .get('/secret')
      .set({ cookie: planted, ...tls })
      .expect(401);
    await request(app)
      .post('/api/sign-out')
      .set({ cookie, ...tls })
      .expect(204);
    await request(app)
      .get('/secret')
      .set({ cookie, ...tls })
      .expect(401);
  });
});
