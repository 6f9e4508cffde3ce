import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinOfCertificate } from '@tapwell/shared/device/pin';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownCertificate } from './own-certificate.ts';

const NAMES = ['hub.local', 'localhost', '192.168.1.20', '::1'];
const start = new Date('2026-06-01T10:00:00Z');
const days = (n: number) => new Date(start.getTime() + n * 86_400_000);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tapwell-tls-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("a hub's own certificate", () => {
  it('is for every name and address given, signed by its own key, and no authority over others', async () => {
    const { cert, key } = await ownCertificate(dir, NAMES, start);
    const made = new X509Certificate(cert);
    expect(made.verify(made.publicKey)).toBe(true);
    expect([made.checkHost('hub.local'), made.checkHost('localhost')]).toEqual(['hub.local', 'localhost']);
    expect([made.checkIP('192.168.1.20'), made.checkIP('::1')]).toEqual(['192.168.1.20', '::1']);
    expect(made.checkHost('other.local')).toBeUndefined();
    expect(made.ca).toBe(false);
    expect(key).toContain('PRIVATE KEY');
  });
  it('can be read by its owner alone', async () => {
    await ownCertificate(dir, NAMES, start);
    for (const file of ['tls-key.pem', 'tls-cert.pem']) expect(statSync(join(dir, file)).mode & 0o077).toBe(0);
  });
  it('stays as it is until a month before it ends, and is then made anew for the same key', async () => {
    const first = await ownCertificate(dir, NAMES, start);
    expect(await ownCertificate(dir, NAMES, days(360))).toEqual(first);
    const renewed = await ownCertificate(dir, NAMES, days(370));
    expect(renewed.cert).not.toBe(first.cert);
    expect(pinOfCertificate(renewed.cert)).toBe(pinOfCertificate(first.cert));
    expect(new Date(new X509Certificate(renewed.cert).validTo).getTime()).toBeGreaterThan(days(700).getTime());
  });
  it('is made anew when the hub gets another name, or when its clock was wrong', async () => {
    const first = await ownCertificate(dir, NAMES, new Date('2099-01-01T00:00:00Z'));
    const now = await ownCertificate(dir, NAMES, start);
    const named = await ownCertificate(dir, [...NAMES, 'new.local'], start);
    expect(new Set([first.cert, now.cert, named.cert]).size).toBe(3);
    expect(pinOfCertificate(named.cert)).toBe(pinOfCertificate(first.cert));
    expect(await ownCertificate(dir, NAMES, start)).toEqual(named);
  });
});
