import { createPrivateKey, createPublicKey, generateKeyPairSync, type webcrypto, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type Certificate, daysLeft } from '@tapwell/shared/http/certificate';

/** Browsers take no longer ones; what kiosks pin is the key, which stays. */
const DAYS = 397;
const RENEW_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * The hub's own certificate, for a hub that no public authority can vouch for:
 * made at first start and again before it ends or when the hub's names change,
 * always for the same key. Kiosks know the key from pairing; a person's browser
 * warns the first time, and keeps quiet once told to trust it.
 * @param names host names and addresses by which the hub is reached
 */
export async function ownCertificate(dataDir: string, names: string[], now: Date): Promise<Certificate> {
  const keyFile = join(dataDir, 'tls-key.pem');
  const certFile = join(dataDir, 'tls-cert.pem');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(keyFile)) writeWhole(keyFile, newKey());
  const key = readFileSync(keyFile, 'utf8');
  if (existsSync(certFile)) {
    const kept = { key, cert: readFileSync(certFile, 'utf8') };
    if (isGood(kept, names, now)) return kept;
  }
  const cert = await selfSigned(key, names, now);
  writeWhole(certFile, cert);
  return { key, cert };
}

function isGood(kept: Certificate, names: string[], now: Date): boolean {
  const certificate = new X509Certificate(kept.cert);
  const covers = (name: string) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name));
  return (
    daysLeft(kept, now) > RENEW_DAYS &&
    // A hub that woke in 1970 made one that has not begun or has ended long ago.
    Date.parse(certificate.validFrom) <= now.getTime() &&
    certificate.checkPrivateKey(createPrivateKey(kept.key)) &&
    names.every((name) => covers(name) !== undefined)
  );
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function selfSigned(key: string, names: string[], now: Date): Promise<string> {
  // Needed once a year: it is not loaded at other starts.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const privateKey = createPrivateKey(key);
  const imported = async (format: 'pkcs8' | 'spki', der: Buffer, use: 'sign' | 'verify') =>
    crypto.subtle.importKey(format, new Uint8Array(der), algorithm, true, [use]) as Promise<webcrypto.CryptoKey>;
  const [signing, verifying] = await Promise.all([
    imported('pkcs8', privateKey.export({ type: 'pkcs8', format: 'der' }), 'sign'),
    imported('spki', createPublicKey(privateKey).export({ type: 'spki', format: 'der' }), 'verify'),
  ]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex'),
    name: [{ CN: ['Tapwell hub'] }],
    // A day back: a phone whose clock is behind is not turned away.
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + DAYS * DAY_MS - DAY_MS),
    keys: { privateKey: signing, publicKey: verifying },
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const),
      ),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

/** Beside and renamed: a crash leaves a whole file or none; the folder's owner alone may read it. */
function writeWhole(file: string, content: string): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
