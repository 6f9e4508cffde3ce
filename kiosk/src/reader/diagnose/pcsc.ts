import { setTimeout as wait } from 'node:timers/promises';
import { chooseReader } from '../pcsc/choose.ts';
import { openPcsc } from '../pcsc/pcsc.ts';
import type { PcscParts } from '../pcsc/pcsc-reader.ts';
import { NOT_INSTALLED, NOT_RUNNING, SERVICE_HANGS } from '../pcsc/sentences.ts';
import { askService } from '../pcsc/service.ts';
import type { Finding } from './finding.ts';

/** pcscd tells its readers at once; the helper process takes most of this to start. In milliseconds. */
const ANSWER_MS = 3_000;
/** After the first reader the others follow at once. */
const SETTLE_MS = 500;

/** What became of asking PC/SC for its readers. */
type Answer = { is: 'readers'; names: string[] } | { is: 'missing' } | { is: 'failed'; error: string };

/**
 * Lists the readers that pcscd knows, or says in words why there are none to
 * list. Touches no card. Empty when the service runs and has no reader.
 */
export async function diagnosePcsc(parts: PcscParts = { open: openPcsc, askService }): Promise<Finding[]> {
  const service = await parts.askService();
  if (service === 'away') return [trouble(NOT_RUNNING)];
  if (service === 'hangs') return [trouble(SERVICE_HANGS)];
  const answer = await askReaders(parts);
  if (answer.is === 'missing') return [trouble(NOT_INSTALLED)];
  if (answer.is === 'failed') return [trouble(plainPcscError(answer.error))];
  return describeReaders(answer.names);
}

async function askReaders(parts: PcscParts): Promise<Answer> {
  const pcsc = parts.open();
  const names: string[] = [];
  const waiting = new AbortController();
  try {
    return await new Promise((resolve) => {
      const settle = (ms: number): void => {
        wait(ms, undefined, { signal: waiting.signal }).then(
          () => resolve({ is: 'readers', names }),
          () => {},
        );
      };
      pcsc.listen({
        reader: (name) => {
          names.push(name);
          settle(SETTLE_MS);
        },
        status: () => {},
        end: (name) => void names.splice(names.indexOf(name), 1),
        failed: (error) => resolve({ is: 'failed', error }),
        missing: () => resolve({ is: 'missing' }),
      });
      settle(ANSWER_MS);
    });
  } finally {
    waiting.abort();
    pcsc.close();
  }
}

/** What each reader is good for. Pure. */
export function describeReaders(names: readonly string[]): Finding[] {
  const chosen = chooseReader(names, '');
  return names.map((name) => {
    // A reader's slot for a security module holds no patient's card.
    if (/\bSAM\b/i.test(name)) {
      return { kind: 'pcsc', name, state: 'other', says: "A reader's slot for a security module: not for cards." };
    }
    const taken = name === chosen ? ' "pcsc" alone means this one.' : '';
    return {
      kind: 'pcsc',
      name,
      spec: `pcsc:${name}`,
      state: 'ready',
      says: `A PC/SC card reader: ready to use.${taken}`,
    };
  });
}

/** What PC/SC's refusal means for the person who can do something about it. */
export function plainPcscError(error: string): string {
  // SCARD_W_SECURITY_VIOLATION: pcscd asks polkit, which lets in root and whoever sits at the machine.
  if (/0x8010006a|access denied|security violation/i.test(error)) {
    return "This computer's user may not use the card reader service (pcscd): run this as the user of the kiosk, and let that user in with a polkit rule for org.debian.pcsc-lite.access_pcsc and access_card.";
  }
  return 'The card reader service (pcscd) did not answer properly: restart it with "systemctl restart pcscd".';
}

function trouble(says: string): Finding {
  return { kind: 'pcsc', name: 'pcscd', state: 'trouble', says };
}
