import { DeviceClient } from '@tapwell/shared/device/client';
import { loadOrPair } from '@tapwell/shared/device/identity-file';
import type { Logger } from 'pino';
import type { HubConfig } from '../config.ts';
import type { Kiosks } from '../kiosks/kiosk-health.ts';
import { storeTrouble } from '../operate/store-trouble.ts';
import { freeBytes } from '../operate/store-watch.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import { type Db, metaOf } from '../store/open.ts';
import type { Outbox } from '../store/outbox.ts';
import { holdsSince, storeId } from './holds-since.ts';
import { type Resend, resend, resentFor } from './resend.ts';
import { RosterSync } from './roster-sync.ts';
import { syncedThrough } from './synced-through.ts';
import { Uploader } from './uploader.ts';

interface Deps {
  config: HubConfig;
  db: Db;
  roster: RosterStore;
  outbox: Outbox;
  kiosks: Kiosks;
  log: Logger;
  /** Uploading began to work, or ceased to. */
  onChange: () => void;
}

export const VERSION = '0.1.0';
const KEEP_SAVED_MS = 30_000;
/** What only people can mend, for the register and the hub's own page. */
const ALARM =
  'Central no longer knows this hub. Nothing recorded here is lost, but nothing is handed on until somebody pairs it again.';

/**
 * Keeps the hub in step with central: facts up, roster down.
 * @throws Error in words when the hub was never paired
 */
export async function keepInStep({ config, db, roster, outbox, kiosks, log, onChange }: Deps) {
  const identity = await loadOrPair(config.data, { url: config.central, what: 'central' }, config.pair, config.name);
  const central = new DeviceClient(config.central, identity);
  const meta = metaOf(db);
  const keep = (key: string, value: string) => {
    try {
      meta.set(key, value);
    } catch (error) {
      // Kept again in half a minute; that nothing can be written now is told elsewhere.
      if (!storeTrouble(error)) throw error;
    }
  };
  const store = storeId(db);
  let lastSavedAt = meta.get('last-saved-at') ?? null;
  let rosterAt = meta.get('roster-at') ?? null;
  let keptAt = 0;
  let rosterKeptAt = 0;
  let saved: boolean | undefined;
  let failure: string | null = null;
  let alarm: string | null = null;

  const uploader = new Uploader({
    outbox,
    central,
    report: () => {
      // Before what waits is counted: what was put there meanwhile is counted too.
      const resent = resentFor(db);
      const held = holdsSince(db);
      const { waiting, oldest, quarantined } = outbox.counts();
      const free = freeBytes(config.data);
      return {
        syncedThrough: syncedThrough(new Date(), oldest, kiosks.clearThrough()),
        kiosks: kiosks.health().slice(0, 50),
        rosterCursor: roster.cursor,
        rosterAt,
        oldestWaiting: oldest,
        waiting,
        quarantined,
        version: VERSION,
        now: new Date().toISOString(),
        ...(Number.isFinite(free) && { diskFreeBytes: free }),
        ...(resent !== undefined && { resentFor: resent }),
        ...(held !== undefined && { holdsSince: held }),
        ...(store !== undefined && { storeId: store }),
      };
    },
    onSync: (ok, why, unwelcome = false) => {
      const now = new Date();
      if (ok) lastSavedAt = now.toISOString();
      failure = ok ? null : (why ?? 'Central does not answer.');
      // Kept on disk once in a while only: a durable write for every batch would slow the taps down.
      if (ok && now.getTime() - keptAt > KEEP_SAVED_MS) {
        keptAt = now.getTime();
        keep('last-saved-at', now.toISOString());
      }
      // Only a good answer ends it: a central that is away as well knows us no better.
      if (unwelcome ? alarm === null : ok && alarm !== null) {
        alarm = unwelcome ? ALARM : null;
        if (alarm) log.error({ why }, alarm);
        else rosterSync.tryNow();
        onChange();
      }
      if (ok === saved) return;
      saved = ok;
      log[ok ? 'info' : 'warn']({ why }, ok ? 'saving to central' : 'cannot save to central now');
      onChange();
    },
  });
  const rosterFresh = () => {
    const now = new Date();
    rosterAt = now.toISOString();
    if (now.getTime() - rosterKeptAt <= KEEP_SAVED_MS) return;
    rosterKeptAt = now.getTime();
    keep('roster-at', rosterAt);
  };
  const sendAgain = (asked: Resend) => {
    try {
      const count = resend(db, outbox, asked);
      if (count !== null) log.warn({ count, since: asked.since }, 'central was restored: sending again');
    } catch (error) {
      // Asked for again with the next answer.
      if (!storeTrouble(error)) log.error({ err: error }, 'sending again failed');
    }
  };
  const rosterSync = new RosterSync(central, roster, (why) => log.warn({ why }, 'roster'), rosterFresh, sendAgain);
  uploader.start();
  rosterSync.start();
  return {
    lastSavedAt: () => lastSavedAt,
    /** When central last said that our roster is up to date. */
    rosterAt: () => rosterAt,
    /** Why the last exchange failed; null when it went well. */
    failure: () => failure,
    /** Set when only people can help, in words. */
    alarm: () => alarm,
    /** Tries at once, whatever there was to wait for. */
    tryNow: (): void => {
      uploader.tryNow();
      rosterSync.tryNow();
    },
    stop: async (): Promise<void> => void (await Promise.all([uploader.stop(), rosterSync.stop()])),
  };
}
