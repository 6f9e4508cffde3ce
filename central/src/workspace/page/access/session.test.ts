import { api, byItself } from '@tapwell/shared/ui/api.ts';
import { begunAnew, resumed, whenRefused } from '@tapwell/shared/ui/session.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** Whom the server takes us for, and what arrived as theirs. */
let as: string | null;
let arrived: string[];
let covered = 0;
let stop: () => void;
beforeEach(() => {
  as = 'priya';
  arrived = [];
  covered = 0;
  vi.stubGlobal('fetch', async (path: string) => {
    if (as === null) return new Response(JSON.stringify({ detail: 'Please sign in.' }), { status: 401 });
    arrived.push(`${path} as ${as}`);
    return new Response('{}');
  });
  stop = whenRefused(() => covered++);
});
afterEach(() => {
  stop();
  begunAnew();
  vi.unstubAllGlobals();
});
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('what is sent while nobody is signed in', () => {
  it('waits under the cover and is sent once when the same person is back', async () => {
    as = null;
    const sent = api('/api/note', {});
    await settled();
    expect(covered).toBe(1);
    as = 'priya';
    resumed();
    await sent;
    resumed();
    await settled();
    expect(arrived).toEqual(['/api/note as priya']);
  });

  it('is never sent by somebody else', async () => {
    as = null;
    void api('/api/note', {});
    await settled();
    begunAnew();
    as = 'daniel';
    resumed();
    await settled();
    expect(arrived).toEqual([]);
  });

  it('is refused where no cover is, and of what the page asks by itself or to sign in', async () => {
    as = null;
    await expect(api('/api/today', undefined, byItself)).rejects.toThrow('Please sign in.');
    expect(covered).toBe(1);
    await expect(api('/api/sign-in', {})).rejects.toThrow('Please sign in.');
    await expect(api('/api/me')).rejects.toThrow('Please sign in.');
    expect(covered).toBe(1);
    stop();
    await expect(api('/api/note', {})).rejects.toThrow('Please sign in.');
  });
});
