import type { VenueStatus } from '@tapwell/shared/tap/kiosk-wire';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { ExpectedNow, ManualCheckIn } from '@tapwell/shared/tap/staff-wire';
import type { StaffState } from '../staff/staff-mode.ts';

/** Everything the patient screen shows; sent whole on every change, so a screen that reloads is right at once. */
export interface ScreenState {
  venue: string;
  /** Sessions open for arrivals now. */
  running: { activity: string; time: string }[];
  reader: 'ready' | 'not-ready';
  health: Health;
  /** The card being read or just read; null while idle. */
  tap: ScreenTap | null;
  /** Taps not yet handed to the hub; for staff. */
  waiting: number;
  /** Set while a member of staff is signed in. */
  staff: StaffState | null;
  settings: ScreenSettings;
}

/** For the staff dot and staff mode. A sentence says what is wrong; null is well. */
export interface Health {
  reader: string | null;
  hub: 'reachable' | 'away';
  /** Why the hub does not take what we send, though it is there. */
  refused: string | null;
  /** Why taps cannot be saved here. */
  saving: string | null;
  /** How the venue stands with central, by this kiosk's clock; null when the hub has not said. */
  central: NonNullable<VenueStatus['central']> | null;
}

export interface ScreenSettings {
  /** Offered on the idle screen; the first is the venue's own. */
  languages: string[];
  /** 0 to 100. */
  volume: number;
  /** Whether outcomes are also spoken; `missing` where the voice is not installed. */
  speech: 'off' | 'on' | 'missing';
}

export interface ScreenTap {
  /** New for every outcome to show, so that the screen knows to play its sound once. */
  showing: string;
  tapId: string | null;
  outcome: Outcome;
  /** Kiosk clock when the reader reported the card, before anything was read from it. */
  presentedAt: string;
  /** ms from then to this outcome, by the monotonic clock. */
  tookMs: number;
}

/** An answer to staff, or in words why there is none. */
export type StaffAnswer<T> = { answer: T } | { problem: string };

/** What the screen asks of the agent. */
export interface ScreenRequests {
  choose(tapId: string, sessionId: string): void;
  /**
   * @param showing what is on the screen, or `try` for a sample
   * @returns a WAV file, or null when nothing is to be said
   */
  speak(showing: string, language: string): Promise<Uint8Array | null>;
  staff: StaffRequests;
}

export interface StaffRequests {
  /**
   * @param screen the page that asks: staff mode is open on that one only
   * @returns in words why not, or undefined when signed in
   */
  signIn(screen: string, username: string, password: string): Promise<string | undefined>;
  end(): void;
  /** Somebody is pressing or typing: not yet idle. */
  touch(): void;
  /** The next card is to be tested, not recorded. */
  testNext(): void;
  expected(): Promise<StaffAnswer<ExpectedNow>>;
  checkIn(press: Omit<ManualCheckIn, 'id'>): Promise<StaffAnswer<Outcome>>;
  /** @returns in words why the new volume will not outlast a restart, or undefined */
  setVolume(volume: number): string | undefined;
}
