import type { FaultState, SimulatorState, WalletCardView } from './types.ts';

/** Calls of the simulator's own service. Each rejects with one sentence a person can read. */

export function wallet(): Promise<{ cards: WalletCardView[]; state: SimulatorState }> {
  return call('GET', 'api/wallet');
}

export function tap(card: string): Promise<unknown> {
  return call('POST', 'api/taps', { card });
}

export function place(card: string): Promise<unknown> {
  return call('POST', 'api/place', { card });
}

export function remove(): Promise<unknown> {
  return call('POST', 'api/remove', {});
}

export function setFaults(faults: Partial<FaultState>): Promise<FaultState> {
  return call('POST', 'api/faults', faults);
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new Error('The simulator does not answer. Is it still running?');
  }
  const answer = (await response.json().catch(() => ({}))) as T & { detail?: string };
  if (!response.ok) throw new Error(answer.detail ?? `The simulator refused (${response.status}).`);
  return answer;
}
