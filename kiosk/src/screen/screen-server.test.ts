import { newId } from '@tapwell/shared/ids';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScreenServer, serveScreen } from './screen-server.ts';
import type { ScreenState } from './screen-state.ts';
import { firstState } from './venue-shown.ts';

const state = firstState({ languages: ['en'], volume: 60, speech: 'off' });

describe('the screen server', () => {
  let server: ScreenServer;
  let asked: unknown[][];
  let sockets: Socket[];
  const note =
    (what: string) =>
    (...args: unknown[]) =>
      void asked.push([what, ...args]);
  const open = async (headers: Record<string, string> = {}) => {
    const socket = io(server.url, { transports: ['websocket'], reconnection: false, extraHeaders: headers });
    sockets.push(socket);
    const first = new Promise<ScreenState>((resolve, reject) => {
      socket.once('state', resolve);
      socket.once('connect_error', reject);
    });
    await first;
    return socket;
  };
  const next = (socket: Socket) => new Promise<ScreenState>((resolve) => socket.once('state', resolve));
  const signedIn = (socket: Socket): ScreenState => ({
    ...state,
    staff: {
      screen: socket.id!,
      name: 'Rosa',
      testing: false,
      test: { verdict: 'genuine', state: 'active', name: 'Mary' },
    },
  });
  beforeEach(async () => {
    asked = [];
    sockets = [];
    server = await serveScreen(
      { host: '127.0.0.1', port: 0 },
      state,
      {
        choose: note('choose'),
        speak: async () => null,
        staff: {
          signIn: async (...args) => {
            note('signIn')(...args);
            return 'no';
          },
          end: note('end'),
          touch: () => {},
          testNext: note('testNext'),
          expected: async () => ({ answer: { sessions: [] } }),
          checkIn: async (press) => {
            note('checkIn')(press);
            return { answer: { outcome: 'saved-offline' } };
          },
          setVolume: () => undefined,
        },
      },
      { error: () => {} },
    );
  });
  afterEach(async () => {
    for (const socket of sockets) socket.close();
    await server.close();
  });

  it("lets no other site's page listen or press", async () => {
    await expect(open({ origin: 'https://evil.example' })).rejects.toThrow();
    await expect(open({ origin: 'http://evil.example:4100', host: 'evil.example:4100' })).rejects.toThrow();
    await open({ origin: server.url });
  });
  it('serves nothing under a name that is not its own, whose owner could read it', async () => {
    const { port } = new URL(server.url);
    const { request } = await import('node:http');
    const status = (host: string) =>
      new Promise<number>((resolve) =>
        request({ port, host: '127.0.0.1', path: '/healthz', headers: { host } }, (res) => {
          res.resume();
          resolve(res.statusCode!);
        }).end(),
      );
    await expect(status(`localhost:${port}`)).resolves.toBe(200);
    await expect(status(`evil.example:${port}`)).resolves.toBe(403);
  });
  it('does nothing for staff on a screen where nobody is signed in', async () => {
    const [staff, other] = [await open(), await open()];
    server.show(signedIn(staff));
    const press = { sessionId: 'walk@2026-06-01T10:30', who: { personId: 'p1' }, reason: 'other' };
    await expect(other.emitWithAck('staff-check-in', press)).resolves.toEqual({ problem: 'Please sign in.' });
    await expect(other.emitWithAck('staff-expected')).resolves.toEqual({ problem: 'Please sign in.' });
    await expect(other.emitWithAck('staff-volume', 100)).resolves.toEqual({ problem: 'Please sign in.' });
    other.emit('staff-end');
    other.emit('staff-test');
    await expect(staff.emitWithAck('staff-check-in', press)).resolves.toEqual({ answer: { outcome: 'saved-offline' } });
    expect(asked).toEqual([['checkIn', press]]);
  });
  it('tells only the screen of the signed-in member of staff whose card was tested', async () => {
    const [staff, other] = [await open(), await open()];
    const seen = [next(staff), next(other)];
    server.show(signedIn(staff));
    const [mine, theirs] = await Promise.all(seen);
    expect(mine!.staff!.test).toMatchObject({ name: 'Mary' });
    expect(theirs!.staff!.test).toBeNull();
  });
  it('ends staff mode when its page is closed or reloaded', async () => {
    const staff = await open();
    server.show(signedIn(staff));
    staff.close();
    await expect.poll(() => asked).toEqual([['end']]);
  });
  it('does nothing with a message that is not of the agreed shape, and says so where a person waits', async () => {
    const screen = await open();
    server.show(signedIn(screen));
    screen.emit('choose', 'not an id', 'walk');
    screen.emit('choose');
    await expect(screen.emitWithAck('staff-check-in', { who: {} })).resolves.toMatchObject({
      problem: expect.stringContaining('understood'),
    });
    await expect(screen.emitWithAck('staff-volume', 'loud')).resolves.toMatchObject({
      problem: expect.stringContaining('understood'),
    });
    await expect(screen.emitWithAck('staff-sign-in', '', '')).resolves.toContain('user name');
    const id = newId();
    screen.emit('choose', id, 'walk@2026-06-01T10:30');
    await expect.poll(() => asked).toEqual([['choose', id, 'walk@2026-06-01T10:30']]);
  });
});
