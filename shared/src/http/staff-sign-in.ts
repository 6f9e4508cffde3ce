import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { newToken, tokenHash } from '../device/secrets.ts';
import { BY_ITSELF } from '../staff/by-itself.ts';
import { PAGE_OF } from '../staff/page-of.ts';
import { passwordMatches } from '../staff/password.ts';
import { GuessGuard } from './guess-guard.ts';
import { Problem, parse } from './problem.ts';
import { sameSiteOnly } from './security.ts';
import { wrongMethod } from './strict.ts';

/** A signed-in member of staff. */
export interface StaffMember {
  id: string;
  name: string;
  role: string;
  /** Set for a provider's staff: whose sessions they see. */
  providerId: string | null;
  /** At central: set for staff of one scheme, null for staff of all. */
  schemeId?: string | null;
  /** At central: they have still the password that somebody else gave them, and may do nothing but choose their own. */
  mustChangePassword?: boolean;
}

/** What differs where staff may also sign in with their organisation. */
export interface SignInExtras {
  /** Why this account may not be opened by a password, in words; undefined when it may. */
  whyNoPassword?: (account: StaffMember) => string | undefined;
  /** Before a session ends: where else to sign out, if anywhere. */
  signOutAt?: (tokenHash: string) => Promise<string | undefined>;
}

/** What the hub and central each keep of staff. */
export interface StaffStore {
  /** After so many minutes in which nobody does anything a session ends. */
  readonly idleMinutes: number;
  account(username: string): Promise<(StaffMember & { passwordHash: string }) | undefined>;
  saveSession(tokenHash: string, staffId: string, expiresAt: Date): Promise<void>;
  /** The member whose session this is, unless it has ended. */
  session(tokenHash: string, now: Date): Promise<StaffMember | undefined>;
  /** Somebody did something: the session's idle time begins anew. */
  touchSession(tokenHash: string, now: Date): Promise<void>;
  /** Whether a session ended because nobody did anything. */
  endedIdle(tokenHash: string, now: Date): Promise<boolean>;
  endSession(tokenHash: string): Promise<void>;
}

const credentials = z.object({ username: z.string().max(200), password: z.string().max(1000) });
const SESSION_MS = 10 * 3_600_000;

/** Roles that may sign in; a function where that depends on what is on record. */
export type AllowedRoles = string[] | ((role: string) => Promise<boolean>);

export async function mayEnter(allowed: AllowedRoles, role: string): Promise<boolean> {
  return Array.isArray(allowed) ? allowed.includes(role) : allowed(role);
}

/**
 * Sign-in with local accounts: `POST /sign-in`, `POST /sign-out`, `GET /me`, and
 * `POST /active` from a page on which somebody scrolls or types.
 * @param cookie differs between hub and central: cookies do not know ports, and
 *   a demo runs both on one host name
 * @param roles who may sign in here, and what to tell the others; default: everyone
 */
export function staffSignIn(
  store: StaffStore,
  cookie: string,
  roles?: { allowed: AllowedRoles; otherwise: string },
  now: () => Date = () => new Date(),
  extras: SignInExtras = {},
): Router {
  const router = Router();
  const guard = new GuessGuard();

  router.post('/sign-in', sameSiteOnly, express.json({ limit: '4kb' }), async (req, res) => {
    const { username, password } = parse(credentials, req.body);
    const account = await passwordIsOf(store, guard, req.ip ?? '', username, password, now());
    const comes = roles === undefined || (await mayEnter(roles.allowed, account.role));
    const why = comes ? extras.whyNoPassword?.(account) : roles!.otherwise;
    if (why !== undefined) throw new Problem(403, 'Not signed in', why);
    await beginSession(req, res, store, cookie, account.id, now());
    res.json(publicFields(account));
  });

  router.post('/sign-out', sameSiteOnly, async (req, res) => {
    const name = cookieName(req, cookie);
    const token = readCookie(req.headers.cookie, name);
    const also = token ? await extras.signOutAt?.(tokenHash(token)) : undefined;
    if (token) await store.endSession(tokenHash(token));
    res.clearCookie(name, { path: '/', secure: isSecure(req) });
    if (also === undefined) res.status(204).end();
    else res.json({ also });
  });

  router.post('/active', sameSiteOnly, requireStaff(store, cookie, now), (_req, res) => void res.status(204).end());

  router.get('/me', requireStaff(store, cookie, now), (req, res) => {
    res.json(publicFields(staffOf(req)));
  });
  // Here, as what follows at the same address may ask for a sign-in first.
  router.use(wrongMethod(() => router));
  return router;
}

/**
 * Signs somebody in whom we know by now: keeps a session and gives the browser its cookie.
 * @returns what the session is kept by
 */
export async function beginSession(
  req: Request,
  res: Response,
  store: StaffStore,
  cookie: string,
  staffId: string,
  now: Date,
): Promise<string> {
  const token = newToken();
  const hash = tokenHash(token);
  await store.saveSession(hash, staffId, new Date(now.getTime() + SESSION_MS));
  const options = { httpOnly: true, sameSite: 'strict', secure: isSecure(req), path: '/' } as const;
  res.cookie(cookieName(req, cookie), token, { ...options, maxAge: SESSION_MS });
  return hash;
}

/**
 * The account whose password this is.
 * @param from where they are, for the guard
 * @throws Problem 401 when name and password do not match, 429 after too many tries
 */
export async function passwordIsOf(
  store: StaffStore,
  guard: GuessGuard,
  from: string,
  username: string,
  password: string,
  now: Date,
): Promise<StaffMember> {
  const who = { name: username, from };
  if (!guard.mayTry(who, now.getTime())) {
    throw new Problem(429, 'Too many tries', 'Too many wrong passwords. Please wait a few minutes and try again.');
  }
  const account = await store.account(username);
  // An unknown name costs as long as a wrong password, so names cannot be found by timing.
  const kept = account?.passwordHash.startsWith('scrypt$') ? account.passwordHash : DUMMY_HASH;
  const right = await guard.oneAtATime(() => passwordMatches(password, kept));
  if (!account || !right) {
    throw new Problem(401, 'Not signed in', 'That user name and password do not match. Please try again.');
  }
  guard.succeeded(who, now.getTime());
  return account;
}

/** Lets signed-in staff through, of the given roles if any are named. */
export function requireStaff(
  store: StaffStore,
  cookie: string,
  now = () => new Date(),
  roles?: string[],
): RequestHandler {
  return async (req, _res, next) => {
    const token = readCookie(req.headers.cookie, cookieName(req, cookie));
    const staff = await sessionOf(store, token ?? '', now());
    sameAsPage(req, staff);
    if (req.get(BY_ITSELF) === undefined) await store.touchSession(tokenHash(token!), now());
    if (roles && !roles.includes(staff.role)) throw new Problem(403, 'Forbidden', 'Your role does not include this.');
    staffByRequest.set(req, staff);
    next();
  };
}

/**
 * A page that is still another's does nothing as this member and shows nothing
 * of theirs. Who says nothing of a page, as scripts and links do, is let through.
 * @throws Problem 401, at which the page asks who is signed in
 */
function sameAsPage(req: Request, staff: StaffMember): void {
  const page = req.get(PAGE_OF);
  if (page === undefined || page === staff.id) return;
  throw new Problem(401, 'Not signed in', 'Somebody else has signed in here in the meantime. Please sign in again.');
}

/**
 * Whose session this is.
 * @throws Problem 401, in words a person who walked away understands
 */
export async function sessionOf(store: StaffStore, token: string, now: Date): Promise<StaffMember> {
  const hash = tokenHash(token);
  const staff = await store.session(hash, now);
  if (staff) return staff;
  const idle = await store.endedIdle(hash, now);
  const why = `You were signed out because nobody used this page for ${store.idleMinutes} minutes.`;
  throw new Problem(401, 'Not signed in', idle ? why : 'Please sign in.');
}

/** Who a `Cookie` header signs in; for socket.io, which has no express request. */
export async function staffFromCookie(
  store: StaffStore,
  cookie: string,
  header: string | undefined,
  now: Date,
): Promise<StaffMember | undefined> {
  const token = readCookie(header, `__Host-${cookie}`) ?? readCookie(header, cookie);
  return token ? store.session(tokenHash(token), now) : undefined;
}

/** The same for something a person did over a socket. */
export async function touchFromCookie(
  store: StaffStore,
  cookie: string,
  header: string | undefined,
  now: Date,
): Promise<void> {
  const token = readCookie(header, `__Host-${cookie}`) ?? readCookie(header, cookie);
  if (token) await store.touchSession(tokenHash(token), now);
}

/**
 * Whether the browser came over TLS: to us, or to a proxy. A proxy on another
 * machine cannot say so itself, so an https public address counts too
 * (`app.set('public https', true)`).
 */
export function isSecure(req: Request): boolean {
  return req.secure || req.app.get('public https') === true;
}

/** With the prefix a browser takes the cookie over TLS only, and from this host alone (RFC 6265bis §4.1.3). */
export function cookieName(req: Request, cookie: string): string {
  return isSecure(req) ? `__Host-${cookie}` : cookie;
}

const staffByRequest = new WeakMap<Request, StaffMember>();

/** The member `requireStaff` let through. */
export function staffOf(req: Request): StaffMember {
  const staff = staffByRequest.get(req);
  if (!staff) throw new Error('requireStaff has not run for this request');
  return staff;
}

function publicFields({ id, name, role, providerId, schemeId, mustChangePassword }: StaffMember): StaffMember {
  return {
    id,
    name,
    role,
    providerId,
    ...(schemeId !== undefined && { schemeId }),
    ...(mustChangePassword && { mustChangePassword }),
  };
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** A hash of nothing anyone knows. */
const DUMMY_HASH = `scrypt$131072$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
