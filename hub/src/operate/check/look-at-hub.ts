import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { TLSSocket } from 'node:tls';

export interface SeenHub {
  /** Null when it does not answer. */
  status: number | null;
  why: string;
  /** When the certificate it shows ends, ms; null without one. */
  validTo: number | null;
}

const ANSWER_MS = 5_000;

/**
 * Asks a running hub how it is, as somebody on the same machine. Whose
 * certificate it is does not matter here: nothing secret is sent, and when it
 * ends is part of what we look for.
 */
export function lookAtHub(url: string): Promise<SeenHub> {
  const request = url.startsWith('https:') ? secure : plain;
  return new Promise((resolve) => {
    const options = { rejectUnauthorized: false, timeout: ANSWER_MS, agent: false };
    const asking = request(new URL('/healthz', url), options, (answer) => {
      const { getPeerCertificate } = answer.socket as Partial<TLSSocket>;
      const validTo = getPeerCertificate ? Date.parse(getPeerCertificate.call(answer.socket).valid_to) : null;
      let body = '';
      answer.on('data', (chunk) => {
        body += String(chunk);
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? null, why: reasonsIn(body), validTo }));
    });
    asking.on('timeout', () => asking.destroy(new Error('no answer in time')));
    asking.on('error', (error) => resolve({ status: null, why: error.message, validTo: null }));
    asking.end();
  });
}

function reasonsIn(body: string): string {
  try {
    const { reasons } = JSON.parse(body) as { reasons?: unknown };
    return Array.isArray(reasons) ? reasons.join(', ') : '';
  } catch {
    return 'its answer cannot be read';
  }
}
