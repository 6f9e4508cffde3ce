import { z } from 'zod';

/**
 * What the Devices page and central say to each other. Nothing about people.
 *
 * | | |
 * |---|---|
 * | `GET /api/devices` | a DevicesView |
 * | `POST /api/devices/hubs/:id/code` | administrator: a NewCode, good once, for ten minutes |
 * | `POST /api/devices/:id/revoke` | administrator: a hub or a program is out from now on; 204 |
 * | `POST /api/devices/resend` | administrator: a Resending; `{ hubs }`, how many are asked |
 */
export interface DevicesView {
  /** Those that need somebody first. */
  hubs: HubDevice[];
  programs: ProgramView[];
}

export interface KioskDevice {
  id: string;
  name: string;
  ready: boolean;
  why: string | null;
  lastSeen: string;
  waiting: number;
}

/** What a hub last said of itself, and what central knows of it. */
export interface HubFacts {
  /** The device by which it signs in; null when it was never paired or was taken out of use. */
  deviceId: string | null;
  /** It was paired once. */
  known: boolean;
  lastSeen: string | null;
  savedThrough: string | null;
  version: string | null;
  rosterUpToDate: boolean;
  rosterAskedAt: string | null;
  waiting: number;
  oldestWaiting: string | null;
  quarantined: number;
  /** How much its clock is ahead of central's; null when it does not say. */
  clockAheadMs: number | null;
  diskFreeBytes: number | null;
  kiosks: KioskDevice[];
  /** It is asked to send again what central lost. */
  resend: { since: string; doneAt: string | null } | null;
  /** Lately: days of which not everything may be on record, in words. */
  unknown: string[];
}

export interface HubDevice extends HubFacts {
  id: string;
  name: string;
  venue: string;
  zone: string;
  /** What is wrong and what to do, worst first. */
  troubles: Trouble[];
}

export interface Trouble {
  /** `fault`: nothing arrives, or soon nothing will. `attention`: somebody should look when there is time. */
  level: 'fault' | 'attention';
  what: string;
  todo: string;
}

export interface ProgramView {
  id: string;
  name: string;
  /** In words. */
  may: string;
  /** When its token ends by itself; null when it has none left. */
  until: string | null;
}

export interface NewCode {
  code: string;
  expiresAt: string;
}

export const resending = z.strictObject({
  since: z.iso.datetime(),
  /** Null for every hub. */
  hubId: z.string().max(100).nullable(),
});
export type Resending = z.infer<typeof resending>;
