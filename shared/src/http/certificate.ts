import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** What ends TLS here, in PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/**
 * Certificate and key from files.
 * @throws Error in one sentence for the person who gave them
 */
export function certificateFiles(certFile: string | undefined, keyFile: string | undefined): Certificate | undefined {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined) {
    throw new Error('A certificate needs its key: give both --cert and --key.');
  }
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new Error(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
    }
  };
  const found = { cert: read(certFile), key: read(keyFile) };
  try {
    createSecureContext(found);
  } catch {
    throw new Error(`${certFile} and ${keyFile} are not a certificate and its key in PEM.`);
  }
  return found;
}

export function daysLeft({ cert }: Certificate, now: Date): number {
  return (Date.parse(new X509Certificate(cert).validTo) - now.getTime()) / 86_400_000;
}
