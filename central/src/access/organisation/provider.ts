import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as oidc from 'openid-client';
import type { OrganisationConfig } from './settings.ts';

/** What a provider says of somebody who signed in there. */
export interface SignedIn {
  issuer: string;
  subject: string;
  /** The claim an account is found by the first time, in small letters; null when there is none. */
  name: string | null;
  /** Whether the provider stands by it. */
  verified: boolean;
  idToken: string;
}

export interface Checks {
  state: string;
  nonce: string;
  verifier: string;
}

/** What went wrong on the way: its own clock or ours, or an answer that is not what was asked for. */
export class NotSignedIn extends Error {
  readonly kind: 'away' | 'said-no' | 'settings' | 'again' | 'clock';
  constructor(kind: NotSignedIn['kind'], cause: unknown) {
    super(`sign-in with the organisation: ${kind}`, { cause });
    this.kind = kind;
  }
}

const ANSWER_WITHIN_S = 10;
/** Two clocks may differ by this much (OpenID Connect Core §3.1.3.7, 9 and 10 leave it to us). */
const CLOCKS_S = 60;

/** The organisation's OpenID provider: asked for its own description at the first sign-in, and again until it answers. */
export class Provider {
  readonly #config: OrganisationConfig;
  readonly #back: () => string;
  #known: Promise<oidc.Configuration> | undefined;

  /** @param back the address at which people come back to us */
  constructor(config: OrganisationConfig, back: () => string) {
    this.#config = config;
    this.#back = back;
  }

  /** Where to send a browser, and what to check when it comes back. */
  async begin(): Promise<{ url: string; checks: Checks }> {
    const config = await this.#discovered();
    const checks = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.#back(),
      scope: this.#config.oidcScopes,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, checks };
  }

  /**
   * Who came back.
   * @param query what stands after the `?` of the address they came back to
   * @throws NotSignedIn
   */
  async finish(query: string, { state, nonce, verifier }: Checks): Promise<SignedIn> {
    const config = await this.#discovered();
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(`${this.#back()}${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      const { oidcClaim: claim } = this.#config;
      // Providers may keep it for the user-info endpoint (OpenID Connect Core §5.4).
      const asked =
        claims[claim] === undefined && config.serverMetadata().userinfo_endpoint
          ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
          : {};
      const all: Record<string, unknown> = { ...asked, ...claims };
      const name = all[claim];
      return {
        issuer: claims.iss,
        subject: claims.sub,
        name: typeof name === 'string' ? name.trim().toLowerCase() : null,
        verified: claim !== 'email' || all.email_verified === true,
        idToken: tokens.id_token!,
      };
    } catch (error) {
      throw new NotSignedIn(kindOf(error), error);
    }
  }

  /** Where to sign out as well, if the provider has that (OpenID Connect RP-Initiated Logout 1.0); never a reason not to sign out here. */
  async signOutAt(idToken: string, then: string): Promise<string | undefined> {
    try {
      const config = await this.#discovered();
      if (!config.serverMetadata().end_session_endpoint) return undefined;
      return oidc.buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: then }).href;
    } catch {
      return undefined;
    }
  }

  #discovered(): Promise<oidc.Configuration> {
    this.#known ??= this.#discover().catch((error: unknown) => {
      // Asked again the next time.
      this.#known = undefined;
      throw new NotSignedIn(kindOf(error), error);
    });
    return this.#known;
  }

  async #discover(): Promise<oidc.Configuration> {
    const { oidcIssuer, oidcClientId } = this.#config;
    const issuer = new URL(oidcIssuer!);
    // Settings let plain http through for this very machine only.
    const insecure = issuer.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {};
    const auth = await this.#clientAuth();
    const metadata = { [oidc.clockTolerance]: CLOCKS_S };
    const config = await oidc.discovery(issuer, oidcClientId!, metadata, auth, {
      timeout: ANSWER_WITHIN_S,
      ...insecure,
    });
    return config;
  }

  async #clientAuth(): Promise<oidc.ClientAuth> {
    const { oidcClientSecret, oidcKeyFile } = this.#config;
    if (oidcKeyFile === undefined) return oidc.ClientSecretBasic(oidcClientSecret);
    const jwk = JSON.parse(readFileSync(oidcKeyFile, 'utf8')) as webcrypto.JsonWebKey & { kid?: string };
    const key = await webcrypto.subtle.importKey('jwk', jwk, algorithmOf(jwk.alg), false, ['sign']);
    return oidc.PrivateKeyJwt({ key, ...(jwk.kid !== undefined && { kid: jwk.kid }) });
  }
}

function algorithmOf(alg: string | undefined) {
  if (alg === 'ES256') return { name: 'ECDSA', namedCurve: 'P-256' };
  if (alg === 'ES384') return { name: 'ECDSA', namedCurve: 'P-384' };
  if (alg === 'RS256') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  if (alg === 'PS256') return { name: 'RSA-PSS', hash: 'SHA-256' };
  throw new Error('The key file of the organisation’s sign-in needs an alg: ES256, ES384, RS256 or PS256.');
}

/** What a thrown thing of openid-client means for the person who waits. */
function kindOf(error: unknown): NotSignedIn['kind'] {
  if (error instanceof NotSignedIn) return error.kind;
  if (error instanceof oidc.AuthorizationResponseError) return 'said-no';
  if (error instanceof oidc.ResponseBodyError) return error.error === 'invalid_grant' ? 'again' : 'settings';
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: { status?: number } };
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return 'clock';
  // Made for another sign-in than this one, as an old or a stolen answer is.
  if (code === 'OAUTH_INVALID_RESPONSE' || saysNonce(error)) return 'again';
  if (code === 'OAUTH_TIMEOUT' || name === 'TimeoutError' || name === 'TypeError') return 'away';
  if (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || code === 'OAUTH_RESPONSE_IS_NOT_JSON') {
    // A proxy's own page in its place, or an outage it tells of itself.
    return cause?.status === 404 ? 'settings' : 'away';
  }
  return 'settings';
}

/** Whether the token in an answer bears another nonce than we asked with; the library says so in its cause. */
function saysNonce(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (code !== 'OAUTH_JWT_CLAIM_COMPARISON_FAILED') return false;
  const { claim, cause: inner } = (cause ?? {}) as { claim?: unknown; cause?: { claim?: unknown } };
  return claim === 'nonce' || inner?.claim === 'nonce';
}
