import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import {
  type AllowedRoles,
  beginSession,
  cookieName,
  isSecure,
  mayEnter,
  readCookie,
  type StaffStore,
} from '@tapwell/shared/http/staff-sign-in';
import { type Request, type Response, Router } from 'express';
import type { CentralDb } from '../../store/schema.ts';
import { staffOfOrganisation } from './known-staff.ts';
import { NotSignedIn, Provider } from './provider.ts';
import type { OrganisationConfig } from './settings.ts';
import { REFUSALS, type Refusal, refusalWords } from './words.ts';

interface Deps {
  db: CentralDb;
  staff: StaffStore;
  config: OrganisationConfig;
  cookie: string;
  publicUrl: () => string;
  /** Who may use the workspace. */
  allowed: AllowedRoles;
  log: (error: unknown) => void;
}

/** How staff may sign in, for the page. */
export interface WaysIn {
  local: boolean;
  /** What the organisation is called; null where there is no such way. */
  organisation: string | null;
  /** Why the last try came to nothing. */
  why: string | null;
}

const UNDER_WAY_MS = 10 * 60_000;
const START_COOKIE = 'tapwell_sign_in';
const BACK = '/sign-in/organisation/back';

/**
 * Sign-in with the organisation by OpenID Connect: authorization code, PKCE,
 * state and nonce. What is under way is kept in the record, so that any process
 * may hear the answer; the browser holds a cookie that comes along when the
 * provider sends it back, which the session's own strict cookie does not.
 */
export function organisationSignIn({ db, staff, config, cookie, publicUrl, allowed, log }: Deps) {
  const router = Router();
  const address = (path: string) => new URL(path, publicUrl()).href;
  const provider = config.oidcIssuer === undefined ? undefined : new Provider(config, () => address(`/api${BACK}`));

  router.get('/sign-in/ways', (req, res) => {
    const why = REFUSALS.find((refusal) => refusal === req.query.why);
    const ways: WaysIn = {
      local: config.localAccounts !== 'off',
      organisation: provider ? config.oidcName : null,
      why: why === undefined ? null : refusalWords(why, config.oidcName, config.oidcHelp),
    };
    res.set('cache-control', 'no-store').json(ways);
  });
  if (!provider) return { router, signOutAt: undefined };

  const refuse = (res: Response, why: Refusal) => void res.redirect(303, `/?why=${why}`);

  router.get('/sign-in/organisation', async (req, res) => {
    try {
      const { url, checks } = await provider.begin();
      const token = newToken();
      const now = Date.now();
      await db.deleteFrom('organisation_sign_in').where('expires_at', '<', new Date(now).toISOString()).execute();
      const expires_at = new Date(now + UNDER_WAY_MS).toISOString();
      await db
        .insertInto('organisation_sign_in')
        .values({ hash: tokenHash(token), ...checks, expires_at })
        .execute();
      res
        .cookie(cookieName(req, START_COOKIE), token, { ...startCookie(req), maxAge: UNDER_WAY_MS })
        .set('cache-control', 'no-store')
        .redirect(303, url);
    } catch (error) {
      log(withoutClaims(error));
      refuse(res, kindOf(error));
    }
  });

  router.get(BACK, async (req, res) => {
    res.set('cache-control', 'no-store');
    const name = cookieName(req, START_COOKIE);
    const token = readCookie(req.headers.cookie, name);
    res.clearCookie(name, startCookie(req));
    // Taken out at once: the same answer a second time finds nothing.
    const checks = await db
      .deleteFrom('organisation_sign_in')
      .where('hash', '=', tokenHash(token ?? ''))
      .where('expires_at', '>', new Date().toISOString())
      .returningAll()
      .executeTakeFirst();
    if (!checks) return refuse(res, 'again');
    try {
      const signedIn = await provider.finish(new URL(req.originalUrl, publicUrl()).search, checks);
      const now = new Date();
      const known = await staffOfOrganisation(db, signedIn, now);
      if ('refused' in known) return refuse(res, known.refused);
      if (!(await mayEnter(allowed, known.staff.role))) return refuse(res, 'not-here');
      const hash = await beginSession(req, res, staff, cookie, known.staff.id, now);
      await db.updateTable('staff_session').set({ id_token: signedIn.idToken }).where('hash', '=', hash).execute();
      res.redirect(303, '/');
    } catch (error) {
      log(withoutClaims(error));
      refuse(res, kindOf(error));
    }
  });

  const signOutAt = async (hash: string): Promise<string | undefined> => {
    const row = await db.selectFrom('staff_session').select('id_token').where('hash', '=', hash).executeTakeFirst();
    return row?.id_token ? provider.signOutAt(row.id_token, address('/')) : undefined;
  };
  return { router, signOutAt };
}

/** What a log may hold of it: an error of the library can carry all that the provider said of a person. */
function withoutClaims(error: unknown): Error {
  if (!(error instanceof NotSignedIn)) return error instanceof Error ? error : new Error(String(error));
  const { code, message } = (error.cause ?? {}) as { code?: unknown; message?: unknown };
  return new Error(`${error.message} (${[code, message].filter((word) => typeof word === 'string').join(': ')})`);
}

/** Lax: the provider sends the browser back to us from its own address. */
function startCookie(req: Request) {
  return { httpOnly: true, sameSite: 'lax', secure: isSecure(req), path: '/' } as const;
}

function kindOf(error: unknown): Refusal {
  return error instanceof NotSignedIn ? error.kind : 'settings';
}
