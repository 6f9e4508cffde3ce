import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { centralConfig } from '@tapwell/central/config';
import {
  type CentralDb,
  initCentral,
  loadDirectory,
  openCentralStore,
  type RunningCentral,
  startCentral,
} from '@tapwell/central/main';
import type { NewRow } from '@tapwell/central/store/schema';
import { hashPassword } from '@tapwell/shared/staff/password';
import Provider from 'oidc-provider';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../e2e/rig.ts';

/** A real OpenID provider, as a council has one; whoever types a name there is that person. */
let issuer: string;
let server: Server;
let folder: string;
let data: string;
let db: CentralDb;
let central: RunningCentral;
/** What the provider says next instead of what it should. */
let twist: { nonce?: string; verified?: boolean } = {};
const logged: string[] = [];

const PASSWORD = 'a long enough password';
const account = (username: string, part: Partial<NewRow<'staff'>>): NewRow<'staff'> => ({
  id: username,
  username,
  name: username,
  role: 'link-worker',
  provider_id: null,
  password_hash: 'none',
  ...part,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapwell-oidc-'));
  data = join(folder, 'central');
  await initCentral(data, 'correct horse');
  db = await openCentralStore(data);
  const password_hash = await hashPassword(PASSWORD, { N: 2 ** 10, r: 8, p: 1 });
  await loadDirectory(db, {
    staff: [
      account('priya', { role: 'link-worker', sign_in_as: 'priya@council.example', password_hash }),
      account('left', {
        role: 'link-worker',
        sign_in_as: 'left@council.example',
        ended_at: '2026-01-01T00:00:00.000Z',
      }),
      account('ada', { role: 'administrator', password_hash }),
      account('new', { role: 'link-worker', password_hash, must_change_password: 1 }),
    ],
  });
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  central = await startCentral(
    centralConfig.parse({
      data,
      port: 0,
      keysPassphrase: 'correct horse',
      oidcIssuer: issuer,
      oidcClientId: 'tapwell',
      oidcClientSecret: 'a secret of this test alone',
      oidcName: 'Anytown Council',
      oidcHelp: 'the service desk',
      localAccounts: 'administrators',
    }),
    pino({ level: 'error' }, { write: (line: string) => void logged.push(line) }),
  );
  await serveProvider(central.url);
});
afterEach(() => {
  twist = {};
});
afterAll(async () => {
  await central?.stop();
  await db?.destroy();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function serveProvider(tapwell: string): Promise<void> {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'tapwell',
        client_secret: 'a secret of this test alone',
        redirect_uris: [`${tapwell}/api/sign-in/organisation/back`],
        post_logout_redirect_uris: [`${tapwell}/`],
      },
    ],
    jwks: { keys: [{ ...key, kty: 'RSA', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key of this test alone'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        email: `${id}@council.example`,
        email_verified: twist.verified ?? true,
        name: 'Nobody In Particular',
      }),
    }),
  });
  provider.use(async (ctx, next) => {
    // As a browser that was tampered with would ask.
    if (twist.nonce && ctx.path === '/auth' && ctx.query.nonce) ctx.query = { ...ctx.query, nonce: twist.nonce };
    await next();
  });
  server.on('request', provider.callback());
}

/** A browser's cookies and nothing more. */
class Jar {
  readonly #cookies = new Map<string, string>();
  header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
  names(): string[] {
    return [...this.#cookies.keys()];
  }
  async go(url: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: this.header() },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0]!.split(/=(.*)/s) as [string, string];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }
}

/** Signs in at the provider as somebody; stops at the address that leads back to us. */
async function untilBack(jar: Jar, who: string): Promise<string> {
  let at = `${central.url}/api/sign-in/organisation`;
  for (let step = 0; step < 20; step++) {
    const answer = await jar.go(at);
    const next = answer.headers.get('location');
    if (next) {
      at = new URL(next, at).href;
      if (at.includes('/organisation/back')) return at;
      if (at.startsWith(`${central.url}/?why=`)) return at;
      continue;
    }
    const page = await answer.text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1];
    if (!action || !prompt) throw new Error(`no form at ${at}: ${page.slice(0, 300)}`);
    const body = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: who, password: 'x' }) });
    const sent = await jar.go(new URL(action, at).href, { method: 'POST', body });
    at = new URL(sent.headers.get('location')!, at).href;
  }
  throw new Error('the provider goes round in circles');
}

const why = (answer: Response) => new URL(answer.headers.get('location')!, central.url).searchParams.get('why');
const wordsOf = async (code: string) =>
  ((await (await fetch(`${central.url}/api/sign-in/ways?why=${code}`)).json()) as { why: string }).why;

describe('sign-in with the organisation', () => {
  it('signs in whom an administrator added, asking for PKCE, state and nonce, and signs out there too', async () => {
    const jar = new Jar();
    const start = await jar.go(`${central.url}/api/sign-in/organisation`);
    const asked = new URL(start.headers.get('location')!).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    for (const name of ['code_challenge', 'state', 'nonce']) expect(asked.get(name)!.length).toBeGreaterThan(20);
    const answer = await jar.go(await untilBack(jar, 'priya'));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(answer.headers.getSetCookie().find((cookie) => cookie.startsWith('tapwell_central='))).toMatch(
      /HttpOnly; SameSite=Strict/,
    );
    expect(jar.names()).not.toContain('tapwell_sign_in');
    const me = await jar.go(`${central.url}/api/me`);
    expect(await me.json()).toMatchObject({ id: 'priya', role: 'link-worker' });
    const out = await jar.go(`${central.url}/api/sign-out`, { method: 'POST' });
    const { also } = (await out.json()) as { also: string };
    expect(also).toMatch(new RegExp(`^${issuer}/session/end\\?id_token_hint=`));
    expect((await jar.go(also)).status).toBe(200);
    expect((await jar.go(`${central.url}/api/me`)).status).toBe(401);
  });
  it('refuses a state that is not ours, an answer that comes twice, and one that nobody here asked for', async () => {
    const jar = new Jar();
    const back = await untilBack(jar, 'priya');
    const forged = new URL(back);
    forged.searchParams.set('state', 'x'.repeat(43));
    expect(why(await jar.go(forged.href))).toBe('again');
    // What was under way is over with that.
    expect(why(await jar.go(back))).toBe('again');

    const second = await untilBack(jar, 'priya');
    const cookie = jar.header();
    expect((await jar.go(second)).headers.get('location')).toBe('/');
    expect(why(await fetch(second, { redirect: 'manual', headers: { cookie } }))).toBe('again');
    expect(why(await fetch(await untilBack(new Jar(), 'priya'), { redirect: 'manual' }))).toBe('again');
  });
  it('refuses a code that was used before, whoever brings it', async () => {
    const [one, two] = [new Jar(), new Jar()];
    const used = new URL(await untilBack(one, 'priya'));
    const other = new URL(await untilBack(two, 'priya'));
    await one.go(used.href);
    other.searchParams.set('code', used.searchParams.get('code')!);
    expect(why(await two.go(other.href))).toBe('again');
  });
  it('refuses an answer after ten minutes', async () => {
    const jar = new Jar();
    const back = await untilBack(jar, 'priya');
    await db.updateTable('organisation_sign_in').set({ expires_at: '2026-01-01T00:00:00.000Z' }).execute();
    expect(why(await jar.go(back))).toBe('again');
  });
  it('refuses a token that was made for another sign-in', async () => {
    const jar = new Jar();
    twist = { nonce: 'of-somebody-else' };
    const back = await untilBack(jar, 'priya');
    expect(why(await jar.go(back))).toBe('again');
    expect(jar.names()).not.toContain('tapwell_central');
  });
  it('refuses kindly whom nobody added, who left, and whose address nobody checked', async () => {
    const refused = async (who: string) => {
      const jar = new Jar();
      return why(await jar.go(await untilBack(jar, who)));
    };
    expect(await refused('stranger')).toBe('unknown');
    expect(await wordsOf('unknown')).toBe(
      'Anytown Council knows you, but Tapwell does not know you yet. Please ask the service desk to add you.',
    );
    expect(await refused('left')).toBe('ended');
    await db.updateTable('staff').set({ oidc_subject: null, oidc_issuer: null }).execute();
    twist = { verified: false };
    expect(await refused('priya')).toBe('not-verified');
    expect(await db.selectFrom('staff').select('id').execute()).toHaveLength(4);
  });
  it('leaves passwords to administrators, for the day it is away, and says so to the others', async () => {
    const signIn = (username: string) =>
      fetch(`${central.url}/api/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password: PASSWORD }),
      });
    expect((await signIn('ada')).status).toBe(200);
    const refused = await signIn('priya');
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
      403,
      'Please sign in with Anytown Council.',
    ]);
  });
  it('in a browser: one button there, signed in on the way back, and a reload stays signed in', async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(central.url);
      await page.getByRole('link', { name: 'Sign in with Anytown Council' }).click();
      await page.locator('input[name=login]').fill('priya');
      await page.locator('input[name=password]').fill('x');
      await page.locator('button[type=submit]').first().click();
      await page.locator('form button[type=submit]').first().click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      await page.goto(`${central.url}/?why=unknown`);
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      await page.evaluate(() => fetch('/api/sign-out', { method: 'POST' }));
      await page.reload();
      await page.getByText('Please ask the service desk to add you.').waitFor();
    } finally {
      await browser.close();
    }
  });
  it.each([
    ['is away', 'away', () => 'http://127.0.0.1:9'],
    // The same machine by another name: what it says of itself is not what we were told.
    ['is another than it says', 'settings', () => issuer.replace('127.0.0.1', 'localhost')],
  ])('says so when the provider %s', async (_, code, at) => {
    const other = await startCentral(
      centralConfig.parse({
        data: join(folder, 'central'),
        port: 0,
        keysPassphrase: 'correct horse',
        oidcIssuer: at(),
        oidcClientId: 'tapwell',
        oidcClientSecret: 'x',
      }),
      pino({ level: 'silent' }),
    );
    try {
      const answer = await fetch(`${other.url}/api/sign-in/organisation`, { redirect: 'manual' });
      expect(why(answer)).toBe(code);
    } finally {
      await other.stop();
    }
  });
  it('leaves nothing of a person in the log', async () => {
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join('')).not.toMatch(/council\.example|Nobody In Particular|eyJ/);
    expect(await wordsOf('away')).toMatch(/^We cannot reach the sign-in of Anytown Council just now/);
  });
});
