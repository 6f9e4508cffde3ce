import { Kiosks } from './kiosks/kiosk-health.ts';
import type { Db } from './store/open.ts';
import { Outbox } from './store/outbox.ts';
import { Quarantine } from './store/quarantine.ts';

/** The hub's door: what the command line and the tests use. */
export { type RunningHub, startHub } from './hub.ts';
export { kioskList } from './kiosks/kiosk-health.ts';
export { backUp } from './operate/backup/back-up.ts';
export { restore } from './operate/backup/restore.ts';
export { checkHub } from './operate/check/check.ts';
export type { Finding } from './operate/check/finding.ts';
/** Removes now what is older than the hub may keep. */
export { type Purged, purge } from './operate/purge.ts';
export { inWords as storeTroubleInWords } from './operate/store-trouble.ts';
export { issuePairingCode } from './store/devices.ts';
export { openStore as openHubStore } from './store/open.ts';

/** Takes a kiosk out of use; false when there is no such kiosk. */
export function revokeKiosk(db: Db, id: string, now: Date): boolean {
  return new Kiosks(db, new Outbox(db, new Quarantine(db))).revoke(id, now);
}
