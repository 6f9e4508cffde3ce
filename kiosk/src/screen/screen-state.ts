import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { StaffState } from '../staff/staff-mode.ts';

/** Everything the patient screen shows; sent whole on every change, so a screen that reloads is right at once. */
export interface ScreenState {
  venue: string;
  /** Sessions open for arrivals now. */
  running: { activity: string; time: string }[];
  reader: 'ready' | 'not-ready';
  /** For the staff dot: the reader and the hub. */
  health: { reader: string | null; hub: 'reachable' | 'away' };
  /** The card being read or just read; null while idle. */
  tap: ScreenTap | null;
  /** Taps not yet handed to the hub; for staff. */
  waiting: number;
  /** Set while a member of staff is signed in: cards are tested, not recorded. */
  staff: StaffState | null;
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

/** What the screen asks of the agent. */
export interface ScreenRequests {
  choose(tapId: string, sessionId: string): void;
  /** @returns in words why not, or undefined when signed in */
  staffSignIn(username: string, password: string): Promise<string | undefined>;
  staffEnd(): void;
}
