import type { ActivitySource } from '@tapwell/shared/scheme/words';

/**
 * What the workspace's pages and central say to each other about the directory.
 *
 * | | |
 * |---|---|
 * | `GET /api/directory/activities` | `{ activities: OfferView[] }`: all that may be prescribed, and what was withdrawn since |
 */

/** An activity as a list of what can be prescribed shows it. */
export interface OfferView {
  id: string;
  name: string;
  area: string;
  providerId: string;
  provider: string;
  providerKind: ActivitySource;
  venueId: string;
  venue: string;
  inGroup: boolean;
  /** A second tap checks out, and the hours count. */
  timed: boolean;
  capacity: number | null;
  /** E.g. `Mondays 10:00 to 11:00`. */
  when: string;
  accreditedUntil: string | null;
  /** It is of an accredited provider whose accreditation has ended, or not begun: warn before prescribing it. */
  accreditationEnded: boolean;
  /** Not withdrawn; others are listed only because somebody may still have them prescribed. */
  open: boolean;
}
