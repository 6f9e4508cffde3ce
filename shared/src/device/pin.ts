import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';

/**
 * A pin names a server's public key (RFC 7469 §2.4: SHA-256 of its
 * SubjectPublicKeyInfo). The key, not the certificate: a hub renews its
 * certificate when it ends or its address changes, and keeps the key.
 */
export function pinOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

export function pinOfCertificate(pem: string): string {
  return pinOf(new X509Certificate(pem).publicKey);
}

/** Whoever answers is not the one we paired with: or its key was lost, or somebody stands between. */
export class WrongServer extends Error {
  constructor(origin: string) {
    super(
      `What answers at ${origin} is not what this device was paired with: its key is another. ` +
        'If it was set up anew, ask for a new pairing code and start again with --pair CODE.',
    );
  }
}

const CONNECT_MS = 10_000;

/**
 * The pin of what answers at an address; undefined over plain HTTP, and where
 * this machine trusts the certificate anyway: then its key may change.
 * @throws Error when nothing answers
 */
export function pinAt(url: string): Promise<string | undefined> {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'https:') return Promise.resolve(undefined);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    // Whom to trust is settled by the pairing code, after this.
    const socket = connect({ host, port: Number(port || 443), ...serverName(host), rejectUnauthorized: false });
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error(`${url} does not answer.`)));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      resolve(socket.authorized ? undefined : peerPin(socket));
      socket.end();
    });
  });
}

/** `fetch` that talks to nobody but the holder of the pinned key, whatever its certificate says of names and dates. */
export function pinnedFetch(pin: string): typeof fetch {
  let ready: Promise<typeof fetch> | undefined;
  return async (input, init) => {
    ready ??= makePinnedFetch(pin);
    try {
      return await (await ready)(input, init);
    } catch (error) {
      throw error instanceof Error && error.cause instanceof WrongServer ? error.cause : error;
    }
  };
}

async function makePinnedFetch(pin: string): Promise<typeof fetch> {
  // Only who is paired over TLS has need of it: Node's own fetch takes no connector.
  const { Agent, buildConnector, fetch: undiciFetch } = await import('undici');
  // Resumed sessions show no certificate.
  const connector = buildConnector({ rejectUnauthorized: false, maxCachedSessions: 0 });
  const dispatcher = new Agent({
    connect: (options, done) =>
      connector(options, (error, socket) => {
        if (error) return done(error, null);
        if (peerPin(socket as TLSSocket) === pin) return done(null, socket!);
        socket!.destroy();
        done(new WrongServer(`${options.protocol}//${options.host ?? options.hostname}`), null);
      }),
  });
  return (input, init) => undiciFetch(input as string, { ...init, dispatcher } as never) as never;
}

function peerPin(socket: TLSSocket): string | undefined {
  const certificate = socket.getPeerX509Certificate?.();
  return certificate && pinOf(certificate.publicKey);
}

/** An address of numbers is no server name (RFC 6066 §3). */
function serverName(host: string): { servername?: string } {
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host };
}
