import { issuePairingCode, openHubStore } from '@tapwell/hub/main';
import { devicePaths, pairDevice } from '@tapwell/shared/device/client';
import { type DeviceIdentity, signAssertion } from '@tapwell/shared/device/identity';
import { ProofKey } from '@tapwell/shared/device/proof';
import type { Tap } from '@tapwell/shared/tap/tap';

/** A kiosk that is signed in, as far as a bench needs one: it makes requests that are ready for a socket. */
export interface BenchKiosk {
  /** The whole of a signed `POST /kiosk/taps`; good for as long as the hub takes its nonce, some twenty seconds. */
  request(taps: Tap[]): string;
}

export interface PairedKiosk {
  identity: DeviceIdentity;
  /** What a kiosk signs with once it has run for some minutes. */
  key: ProofKey;
}

/** Pairs kiosks with a running hub, each with keys of its own. */
export async function pairKiosks(hubUrl: string, hubData: string, count: number): Promise<PairedKiosk[]> {
  const paired: PairedKiosk[] = [];
  for (let i = 1; i <= count; i++) {
    const identity = await pairDevice(hubUrl, pairingCode(hubData), `Kiosk ${i}`);
    paired.push({ identity, key: await ProofKey.cheapToVerify() });
  }
  return paired;
}

export function pairingCode(hubData: string): string {
  const db = openHubStore(hubData);
  try {
    return issuePairingCode(db, new Date());
  } finally {
    db.close();
  }
}

/** Signs a paired kiosk in, as a kiosk's own client does; but what it sends is prepared, so that signing is not measured. */
export async function signIn(hubUrl: string, { identity, key }: PairedKiosk): Promise<BenchKiosk> {
  const url = new URL('/kiosk/taps', hubUrl);
  const { token, nonce } = await buyToken(new URL(devicePaths.token, hubUrl).href, identity, key);
  return {
    request(taps) {
      const body = Buffer.from(JSON.stringify({ taps }));
      const proof = key.prove({ method: 'POST', url: url.href, token, nonce, body, now: new Date() });
      return [
        `POST ${url.pathname} HTTP/1.1`,
        `host: ${url.host}`,
        `authorization: DPoP ${token}`,
        `dpop: ${proof}`,
        'content-type: application/json',
        `content-length: ${body.length}`,
        'connection: keep-alive',
        '',
        body.toString(),
      ].join('\r\n');
    },
  };
}

/** The hub's first answer tells the nonce, its second gives the token. */
async function buyToken(url: string, identity: DeviceIdentity, key: ProofKey) {
  let nonce: string | undefined;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { dpop: key.prove({ method: 'POST', url, nonce, now: new Date() }) },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await signAssertion(identity, key.thumbprint),
      }),
    });
    nonce = answer.headers.get('dpop-nonce') ?? undefined;
    const { access_token } = (await answer.json()) as { access_token?: string };
    if (access_token) return { token: access_token, nonce };
  }
  throw new Error('the hub gave a kiosk no token');
}
