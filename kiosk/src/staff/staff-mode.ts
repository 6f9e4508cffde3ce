import type { DeviceClient } from '@tapwell/shared/device/client';
import { type CardTest, cardTest, staffSession } from '@tapwell/shared/tap/staff-wire';
import type { PresentedCard } from '../reader/reader.ts';
import { readCredential } from '../tap/read-credential.ts';

/** What the screen shows of staff mode. */
export interface StaffState {
  name: string;
  /** The last card tested; null before the first. */
  test: CardTest | { verdict: 'torn' | 'no-answer' } | null;
}

/** Staff walk away and forget: patients get their screen back. */
const IDLE_MS = 2 * 60_000;
const REQUEST_MS = 4_000;

/**
 * Staff mode: after signing in with the hub, a card laid on the reader is
 * tested instead of recorded. Ends by itself.
 */
export class StaffMode {
  readonly #hub: Pick<DeviceClient, 'post'>;
  readonly #onChange: (state: StaffState | null) => void;
  #session: { token: string; name: string } | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(hub: Pick<DeviceClient, 'post'>, onChange: (state: StaffState | null) => void) {
    this.#hub = hub;
    this.#onChange = onChange;
  }

  get active(): boolean {
    return this.#session !== null;
  }

  /** @returns undefined when signed in, or in words why not */
  async signIn(username: string, password: string): Promise<string | undefined> {
    try {
      const answer = await this.#post('/kiosk/staff/sign-in', { username, password });
      const body = (await answer.json()) as { detail?: string };
      if (!answer.ok) return body.detail ?? 'Signing in did not work.';
      this.#session = staffSession.parse(body);
    } catch {
      return 'The hub does not answer now. Please try again later.';
    }
    this.#show(null);
    return undefined;
  }

  /** Tests the card on the reader; the exchange with it is over when this resolves. */
  async test(card: PresentedCard): Promise<void> {
    const credential = await readCredential(card);
    const session = this.#session;
    if (!session) return;
    if (credential.kind === 'torn') return this.#show({ verdict: 'torn' });
    if (credential.kind === 'unreadable') return this.#show({ verdict: 'unknown', state: null, name: null });
    const { evidence } = credential;
    try {
      const headers = { 'x-staff-session': session.token };
      const answer = await this.#post('/kiosk/staff/test-card', { evidence }, headers);
      this.#show(answer.ok ? cardTest.parse(await answer.json()) : { verdict: 'no-answer' });
    } catch {
      this.#show({ verdict: 'no-answer' });
    }
  }

  end(): void {
    clearTimeout(this.#idle);
    if (!this.#session) return;
    this.#session = null;
    this.#onChange(null);
  }

  #show(test: StaffState['test']): void {
    if (!this.#session) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.end(), IDLE_MS);
    this.#onChange({ name: this.#session.name, test });
  }

  #post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.#hub.post(path, body, { headers, signal: AbortSignal.timeout(REQUEST_MS) });
  }
}
