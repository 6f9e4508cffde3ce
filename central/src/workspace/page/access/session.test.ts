import { PAGE_OF } from '@tapwell/shared/staff/page-of';
import { api, byItself } from '@tapwell/shared/ui/api.ts';
import { begunAnew, pageIsOf, resumed, sendAgain, whenRefused } from '@tapwell/shared/ui/session.ts';
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
  vi.stubGlobal('fetch', async (path: string, { headers }: { headers: Record<string, string> }) => {
    const page = headers[PAGE_OF];
    if (as === null || (page !== undefined && page !== as)) {
      return new Response(JSON.stringify({ detail: 'Please sign in.' }), { status: 401 });
    }
    arrived.push(`${path} as ${as}`);
    return new Response('{}');
  });
  stop = whenRefused(() => covered++);
});
afterEach(() => {
  stop();
  begunAnew();
  pageIsOf(undefined);
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

describe('what is sent from a page that is still another’s', () => {
  const daniels = () => {
    begunAnew();
    pageIsOf('daniel');
    resumed();
  };

  it('never arrives as whoever is signed in by now, and has it asked who that is', async () => {
    pageIsOf('priya');
    await api('/api/note', {});
    as = 'daniel';
    await expect(api('/api/today', undefined, byItself)).rejects.toThrow('Please sign in.');
    void api('/api/note', {});
    await settled();
    expect(covered).toBe(2);
    daniels();
    await settled();
    expect(arrived).toEqual(['/api/note as priya']);
    await api('/api/note', {});
    expect(arrived).toEqual(['/api/note as priya', '/api/note as daniel']);
  });

  it('is not kept for another where its answer comes after they have come', async () => {
    pageIsOf('priya');
    as = 'daniel';
    const late = api('/api/note', {});
    daniels();
    await expect(late).rejects.toThrow('Please sign in.');
    resumed();
    await settled();
    expect(arrived).toEqual([]);
  });

  it('may still ask who is signed in, and sign in and out', async () => {
    pageIsOf('priya');
    as = 'daniel';
    await api('/api/me');
    await api('/api/sign-out', {});
    expect(arrived).toEqual(['/api/me as daniel', '/api/sign-out as daniel']);
  });
});

describe('what was refused of somebody who is signed in all the same', () => {
  it('goes on as soon as that is known, though nothing was ever covered', async () => {
    pageIsOf('priya');
    as = null;
    const sent = api('/api/note', {});
    await settled();
    as = 'priya';
    sendAgain();
    await sent;
    expect(arrived).toEqual(['/api/note as priya']);
  });

  it('is not sent for ever', async () => {
    stop();
    stop = whenRefused(() => {
      covered++;
      setTimeout(sendAgain);
    });
    as = null;
    await expect(api('/api/note', {})).rejects.toThrow('Please sign in.');
    expect(covered).toBeLessThan(6);
  });
});
