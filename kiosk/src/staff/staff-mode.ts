import type { DeviceClient } from '@tapwell/shared/device/client';
import { newId } from '@tapwell/shared/ids';
import { type Outcome, outcome } from '@tapwell/shared/tap/outcome';
import {
  type CardTest,
  cardTest,
  type ExpectedNow,
  expectedNow,
  type ManualCheckIn,
  staffSession,
} from '@tapwell/shared/tap/staff-wire';
import type { PresentedCard } from '../reader/reader.ts';
import type { StaffAnswer } from '../screen/screen-state.ts';
import { readCredential } from '../tap/read-credential.ts';

/** What the screen shows of staff mode. */
export interface StaffState {
  /** The screen it is open on: no other may act in it, or sees whose card was tested. */
  screen: string;
  name: string;
  /** The next card is tested, and nobody is checked in by it. */
  testing: boolean;
  /** The last card tested; null before the first. */
  test: CardTest | { verdict: 'torn' | 'no-answer' } | null;
}

/** Staff walk away and forget: patients get their screen back. */
const IDLE_MS = 2 * 60_000;
/** Whoever wants to test a card has it in their hand; the next card is a patient's again. */
const TEST_MS = 20_000;
const REQUEST_MS = 4_000;
/** Nobody can be signed in or checked in by the kiosk alone: only the hub knows the staff and the register. */
const HUB_AWAY =
  'The hub does not answer now. Please write names and times on paper, and add them to the register later.';

/**
 * Staff mode: after signing in with the hub, people without a card can be
 * checked in, and a card can be tested. Only one card for each time staff ask
 * for it: every other is a patient's tap as always, because whoever is called
 * away leaves staff mode open to a queue of them. Ends by itself, and no card keeps it open.
 */
export class StaffMode {
  readonly #hub: Pick<DeviceClient, 'fetch' | 'post'>;
  readonly #onChange: (state: StaffState | null) => void;
  #session: { token: string; screen: string; name: string } | null = null;
  #idle: NodeJS.Timeout | undefined;
  #testing: NodeJS.Timeout | null = null;
  #tested: StaffState['test'] = null;
  /** The press that the hub has not answered: pressed again it is the same one. */
  #unanswered: { press: string; id: string } | null = null;

  constructor(hub: Pick<DeviceClient, 'fetch' | 'post'>, onChange: (state: StaffState | null) => void) {
    this.#hub = hub;
    this.#onChange = onChange;
  }

  get active(): boolean {
    return this.#session !== null;
  }

  /** Whether staff asked to test the next card. */
  get testing(): boolean {
    return this.#testing !== null;
  }

  /** @returns undefined when signed in, or in words why not */
  async signIn(screen: string, username: string, password: string): Promise<string | undefined> {
    if (this.#session) return 'Somebody is signed in at another screen of this kiosk.';
    try {
      const answer = await this.#post('/kiosk/staff/sign-in', { username, password });
      const body = (await answer.json()) as { detail?: string };
      if (!answer.ok) return body.detail ?? 'Signing in did not work.';
      this.#session = { screen, ...staffSession.parse(body) };
    } catch {
      return HUB_AWAY;
    }
    this.touch();
    this.#show(null);
    return undefined;
  }

  /** Somebody is pressing or typing. */
  touch(): void {
    if (!this.#session) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.end(), IDLE_MS);
  }

  /** Staff want to test the next card. */
  testNext(): void {
    if (!this.#session) return;
    this.#awaitCard();
    this.#show(null);
  }

  /** Tests the card on the reader; the exchange with it is over when this resolves. */
  async test(card: PresentedCard): Promise<void> {
    // It was laid down in time, however long the reading takes.
    clearTimeout(this.#testing ?? undefined);
    const credential = await readCredential(card);
    if (!this.#session) return;
    if (credential.kind === 'torn') {
      this.#awaitCard();
      return this.#show({ verdict: 'torn' });
    }
    this.#testing = null;
    if (credential.kind === 'unreadable') return this.#show({ verdict: 'unknown', state: null, name: null });
    const read = await this.#ask('/kiosk/staff/test-card', { evidence: credential.evidence }, cardTest.parse);
    this.#show('answer' in read ? read.answer : { verdict: 'no-answer' });
  }

  /** Who is expected at the sessions open now. */
  expected(): Promise<StaffAnswer<ExpectedNow>> {
    return this.#ask('/kiosk/staff/expected', undefined, expectedNow.parse);
  }

  /** Checks in somebody without a working card. */
  async checkIn(asked: Omit<ManualCheckIn, 'id'>): Promise<StaffAnswer<Outcome>> {
    const press = JSON.stringify(asked);
    if (this.#unanswered?.press !== press) this.#unanswered = { press, id: newId() };
    const body: ManualCheckIn = { id: this.#unanswered.id, ...asked };
    const read = await this.#ask('/kiosk/staff/check-in', body, outcome.parse);
    if ('answer' in read) this.#unanswered = null;
    return read;
  }

  end(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#testing ?? undefined);
    this.#testing = null;
    if (!this.#session) return;
    const headers = { 'x-staff-session': this.#session.token };
    // Where the hub cannot be told, the session ends there by itself before long.
    this.#post('/kiosk/staff/sign-out', {}, headers).then(
      (answer) => answer.body?.cancel(),
      () => undefined,
    );
    this.#session = null;
    this.#unanswered = null;
    this.#onChange(null);
  }

  #awaitCard(): void {
    clearTimeout(this.#testing ?? undefined);
    this.#testing = setTimeout(() => {
      this.#testing = null;
      this.#show(this.#tested);
    }, TEST_MS);
  }

  #show(test: StaffState['test']): void {
    if (!this.#session) return;
    this.#tested = test;
    const { screen, name } = this.#session;
    this.#onChange({ screen, name, testing: this.testing, test });
  }

  /** One question to the hub, as the signed-in member of staff. */
  async #ask<T>(path: string, body: unknown, read: (answer: unknown) => T): Promise<StaffAnswer<T>> {
    const session = this.#session;
    if (!session) return { problem: 'Please sign in.' };
    const headers = { 'x-staff-session': session.token };
    try {
      const answer =
        body === undefined
          ? await this.#hub.fetch(path, { headers, signal: AbortSignal.timeout(REQUEST_MS) })
          : await this.#post(path, body, headers);
      const said = (await answer.json()) as { detail?: string };
      if (answer.ok) return { answer: read(said) };
      // Signed out at the hub: so here as well.
      if (answer.status === 401 && this.#session === session) this.end();
      return { problem: said.detail ?? 'That did not work.' };
    } catch {
      return { problem: HUB_AWAY };
    }
  }

  #post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.#hub.post(path, body, { headers, signal: AbortSignal.timeout(REQUEST_MS) });
  }
}
