import express, { Router } from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { notFound, problemHandler } from './problem.ts';
import { knownBodiesOnly, wrongMethod } from './strict.ts';

const inner = Router();
inner.get('/people/:id', (_req, res) => void res.json({}));
inner.put('/people/:id', (_req, res) => void res.json({}));
inner.post('/', (_req, res) => void res.json({}));
const app = express();
app.use(knownBodiesOnly);
app.post('/auth/token', (_req, res) => void res.json({}));
app.use('/api', inner);
app.use(
  wrongMethod(() => app.router),
  notFound,
  problemHandler(() => {}),
);

describe('a request that we cannot take', () => {
  it('is told which methods its address takes', async () => {
    const answer = await request(app).delete('/api/people/7');
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, PUT, HEAD']);
    expect(answer.type).toBe('application/problem+json');
    expect((await request(app).get('/api')).headers.allow).toBe('POST');
    expect((await request(app).get('/api/')).status).toBe(405);
    expect((await request(app).get('/auth/token')).status).toBe(405);
  });
  it('is 404 where nothing lives, whatever the method', async () => {
    for (const path of ['/people/7', '/api/people', '/apis', '/auth/token/x']) {
      expect((await request(app).delete(path)).status).toBe(404);
    }
  });
  it('is refused with a body of another type, and only then', async () => {
    const put = (type: string) => request(app).put('/api/people/7').set('content-type', type).send('{}');
    expect((await put('text/plain')).status).toBe(415);
    expect((await put('application/x-www-form-urlencoded')).status).toBe(415);
    expect((await put('application/fhir+json; charset=utf-8')).status).toBe(200);
    expect((await request(app).put('/api/people/7')).status).toBe(200);
    expect((await request(app).put('/api/people/7').set('content-length', '0')).status).toBe(200);
    const form = request(app).post('/auth/token').set('content-type', 'application/x-www-form-urlencoded').send('a=1');
    expect((await form).status).toBe(200);
    expect((await request(app).post('/auth/token').send({ a: 1 })).status).toBe(415);
  });
});
