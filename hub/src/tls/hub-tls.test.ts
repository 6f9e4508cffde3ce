import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from '@tapwell/shared/http/certificate';
import { afterEach, expect, it, vi } from 'vitest';
import { hubTls, keepRenewed } from './hub-tls.ts';

const dir = mkdtempSync(join(tmpdir(), 'tapwell-hub-tls-'));
afterEach(() => {
  vi.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

it('a hub that woke in 1970 has a good certificate a minute after its clock was put right', async () => {
  const config = { data: dir, host: 'localhost', publicUrl: undefined, tls: 'own', cert: undefined, key: undefined };
  vi.useFakeTimers({ now: 60_000, toFake: ['setInterval', 'clearInterval', 'Date'] });
  const made = (await hubTls(config as Parameters<typeof hubTls>[0], new Date()))!;
  expect(new X509Certificate(made.certificate.cert).validTo).toContain('1971');
  let renewed: Certificate | undefined;
  const keeping = keepRenewed(
    config as Parameters<typeof hubTls>[0],
    made,
    (fresh) => {
      renewed = fresh;
    },
    (error) => {
      throw error;
    },
  );
  vi.setSystemTime(new Date('2026-06-01T10:00:00Z'));
  vi.advanceTimersByTime(60_000);
  await vi.waitFor(() => expect(new X509Certificate(renewed!.cert).validTo).toContain('2027'));
  keeping.stop();
});
