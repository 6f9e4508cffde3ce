import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@tapwell/shared/ids';
import type { Tap } from '@tapwell/shared/tap/tap';
import { expect, it } from 'vitest';
import { Journal } from './journal.ts';

const tap = (): Tap => ({
  id: newId(),
  kioskAt: '2026-06-01T10:00:00.000Z',
  offsetMs: null,
  evidence: { kind: 'uid', uid: '04112233' },
});

it('a journal keeps taps in order over a restart until the hub has them', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tapwell-journal-'));
  try {
    const taps = [tap(), tap(), tap()];
    const first = new Journal(dir);
    for (const t of taps) first.add(t);
    first.end([taps[0]!.id]);
    first.close();
    const second = new Journal(dir);
    expect(second.oldest(10)).toEqual(taps.slice(1));
    expect(second.waiting).toBe(2);
    second.end(taps.map((t) => t.id));
    expect(second.waiting).toBe(0);
    second.close();
  } finally {
    rmSync(dir, { recursive: true });
  }
});
