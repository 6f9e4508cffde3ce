import type { JWK } from '@tapwell/shared/device/identity';
import { newPairingCode, newToken, pairingKey, tokenHash } from '@tapwell/shared/device/secrets';
import type { DeviceStore } from '@tapwell/shared/http/device-access';
import { newId } from '@tapwell/shared/ids';
import { keepUnknown } from '../hubs/store-gap.ts';
import type { CentralDb } from './schema.ts';
import { holdRows, write } from './write.ts';

const CODE_MS = 10 * 60_000;

/** A single-use code, good for ten minutes, with which one hub may pair. */
export async function issuePairingCode(db: CentralDb, hubId: string, now: Date): Promise<string> {
  const code = newPairingCode();
  const expires_at = new Date(now.getTime() + CODE_MS).toISOString();
  await db
    .insertInto('pairing_code')
    .values({ hash: pairingKey(code), hub_id: hubId, expires_at, used_at: null })
    .execute();
  return code;
}

/** A token for a program that reads or writes the FHIR API, shown once. */
export async function issueClientToken(
  db: CentralDb,
  name: string,
  scopes: 'read' | 'read write-all',
  expiresAt: Date,
): Promise<string> {
  const token = newToken();
  const id = newId();
  await db
    .insertInto('device')
    .values({ id, kind: 'client', hub_id: null, name, scopes, public_jwk: null, revoked_at: null })
    .execute();
  await db
    .insertInto('access_token')
    .values({ hash: tokenHash(token), device_id: id, expires_at: expiresAt.toISOString(), proof_key: null })
    .execute();
  return token;
}

/** Who a device speaks for and what it may do. */
export interface DeviceRights {
  /** The hub, and its venue; null for other programs. */
  hub: { id: string; venueId: string } | null;
  mayRead: boolean;
  /** The access log. */
  mayAudit: boolean;
  /** The only scheme whose patients it may read; null for all. */
  schemeId: string | null;
  /** Attendances: of which venue, or of all. */
  mayWrite: { venueId: string | null } | null;
}

export async function rightsOf(db: CentralDb, deviceId: string): Promise<DeviceRights> {
  const row = await db
    .selectFrom('device')
    .leftJoin('hub', 'hub.id', 'device.hub_id')
    .select(['device.scopes', 'device.scheme_id', 'hub.id as hubId', 'hub.venue_id as venueId'])
    .where('device.id', '=', deviceId)
    .executeTakeFirst();
  const scopes = new Set(row?.scopes.split(' '));
  const hub = row?.hubId && row.venueId ? { id: row.hubId, venueId: row.venueId } : null;
  const own = scopes.has('write') && hub ? { venueId: hub.venueId } : null;
  return {
    hub,
    mayRead: scopes.has('read'),
    mayAudit: scopes.has('audit'),
    schemeId: row?.scheme_id ?? null,
    mayWrite: scopes.has('write-all') ? { venueId: null } : own,
  };
}

/** Ends a device's access, within a transaction; false when there is no such device in use. */
export async function revokeDevice(trx: CentralDb, id: string, now: Date): Promise<boolean> {
  const revoked = await trx
    .updateTable('device')
    .set({ revoked_at: now.toISOString() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('hub_id')
    .executeTakeFirst();
  if (revoked?.hub_id) await outOfUse(trx, revoked.hub_id, now);
  return revoked !== undefined;
}

/** Ends the access of every program of this name. */
export async function revokeClients(db: CentralDb, name: string, now: Date): Promise<void> {
  await db
    .updateTable('device')
    .set({ revoked_at: now.toISOString() })
    .where('kind', '=', 'client')
    .where('name', '=', name)
    .execute();
}

/** The devices that may call central, and their tokens. */
export function deviceStore(db: CentralDb): DeviceStore {
  const dayAgo = () => new Date(Date.now() - 86_400_000).toISOString();
  return {
    openCodes: async (now) => {
      const rows = await db
        .selectFrom('pairing_code')
        .select('hash')
        .where('used_at', 'is', null)
        .where('expires_at', '>', now.toISOString())
        .execute();
      return rows.map((row) => row.hash);
    },
    redeemCode: (codeKey, key, name, now) =>
      write(db, async (trx) => {
        const used = await trx
          .updateTable('pairing_code')
          .set({ used_at: now.toISOString() })
          .where('hash', '=', codeKey)
          .where('used_at', 'is', null)
          .where('expires_at', '>', now.toISOString())
          .returning('hub_id')
          .executeTakeFirst();
        if (!used) return undefined;
        await holdRows(trx, 'hub', [used.hub_id]);
        // One hub, one key: whoever has the old one, in a stolen or mended machine, is out from now on.
        await trx
          .updateTable('device')
          .set({ revoked_at: now.toISOString() })
          .where('hub_id', '=', used.hub_id)
          .where('revoked_at', 'is', null)
          .execute();
        await pairedAgain(trx, used.hub_id, now);
        const id = newId();
        await trx
          .insertInto('device')
          .values({
            id,
            kind: 'hub',
            hub_id: used.hub_id,
            name,
            scopes: 'write',
            public_jwk: JSON.stringify(key),
            revoked_at: null,
          })
          .execute();
        return id;
      }),
    deviceKey: async (id) => {
      const row = await db
        .selectFrom('device')
        .select('public_jwk')
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return row?.public_jwk ? (JSON.parse(row.public_jwk) as JWK) : undefined;
    },
    rememberAssertion: async (jti, expiresAt) => {
      await db.deleteFrom('assertion').where('expires_at', '<', dayAgo()).execute();
      const added = await db
        .insertInto('assertion')
        .values({ jti, expires_at: expiresAt.toISOString() })
        .onConflict((c) => c.column('jti').doNothing())
        .executeTakeFirst();
      return added.numInsertedOrUpdatedRows === 1n;
    },
    mayUseBearer: async (id) => {
      const row = await db.selectFrom('device').select('kind').where('id', '=', id).executeTakeFirst();
      return row?.kind === 'client';
    },
    saveToken: async (hash, device_id, expiresAt, proofKey) => {
      await db.deleteFrom('access_token').where('expires_at', '<', dayAgo()).execute();
      await db
        .insertInto('access_token')
        .values({ hash, device_id, expires_at: expiresAt.toISOString(), proof_key: proofKey ?? null })
        .execute();
    },
    tokenDevice: async (hash, now) => {
      const row = await db
        .selectFrom('access_token as t')
        .innerJoin('device as d', 'd.id', 't.device_id')
        .select(['d.id', 't.proof_key'])
        .where('t.hash', '=', hash)
        .where('t.expires_at', '>', now.toISOString())
        .where('d.revoked_at', 'is', null)
        .executeTakeFirst();
      return row && { deviceId: row.id, proofKey: row.proof_key };
    },
  };
}

/**
 * A hub that is paired again may be a new machine in the place of one that
 * died with what it had not handed over. Who is not on record from then until
 * now may have been there: it is a time of which nothing is known, unless its
 * first report shows that it is the old one.
 */
async function pairedAgain(trx: CentralDb, hubId: string, now: Date): Promise<void> {
  const hub = await hubRow(trx, hubId);
  const to = now.toISOString();
  if (hub.synced_through !== null) {
    // It is waited for once more: what it held back when it was taken out of use is part of that.
    await trx
      .deleteFrom('kiosk_gap')
      .where('hub_id', '=', hubId)
      .where('from_at', '>=', hub.synced_through)
      .where('why', '=', 'out-of-use')
      .execute();
    await keepUnknown(trx, hubId, { from: hub.synced_through, to, why: 'paired-again' });
  }
  await trx
    .updateTable('hub')
    .set({ out_of_use_at: null, first_paired_at: hub.first_paired_at ?? to })
    .where('id', '=', hubId)
    .execute();
}

/** What a hub that is taken out of use still held back may never come: it is not known from then until now. */
async function outOfUse(trx: CentralDb, hubId: string, now: Date): Promise<void> {
  const hub = await hubRow(trx, hubId);
  const to = now.toISOString();
  if (hub.synced_through !== null) {
    await keepUnknown(trx, hubId, { from: hub.synced_through, to, why: 'out-of-use' });
  }
  await trx.updateTable('hub').set({ out_of_use_at: to }).where('id', '=', hubId).execute();
}

async function hubRow(trx: CentralDb, id: string) {
  await holdRows(trx, 'hub', [id]);
  return trx
    .selectFrom('hub')
    .select(['synced_through', 'first_paired_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}
