import { hostname, networkInterfaces } from 'node:os';
import { pinOfCertificate } from '@tapwell/shared/device/pin';
import { type Certificate, certificateFiles } from '@tapwell/shared/http/certificate';
import type { HubConfig } from '../config.ts';
import { ownCertificate } from './own-certificate.ts';

export interface HubTls {
  certificate: Certificate;
  /** What kiosks pin. */
  pin: string;
}

type Config = Pick<HubConfig, 'data' | 'host' | 'publicUrl' | 'tls' | 'cert' | 'key'>;

/**
 * How the hub serves: with the certificate it is given, or its own, or plain
 * HTTP. Unless told otherwise plain HTTP stays on this machine.
 * @throws Error in one sentence when the files given are no certificate and key
 */
export async function hubTls(config: Config, now: Date): Promise<HubTls | undefined> {
  const given = certificateFiles(config.cert, config.key);
  if (given && config.tls !== undefined) throw new Error('Give either --tls or --cert and --key, not both.');
  if (!given && (config.tls ?? (isLoopback(config.host) ? 'off' : 'own')) === 'off') return undefined;
  const certificate = given ?? (await ownCertificate(config.data, namesOf(config), now));
  return { certificate, pin: pinOfCertificate(certificate.cert) };
}

const LOOK_EVERY_MS = 12 * 3_600_000;
/** A hub that woke in 1970 made a certificate for then: once its clock is right nobody should wait for the next look. */
const CLOCK_EVERY_MS = 60_000;

/**
 * Looks twice a day whether there is a newer certificate: our own is renewed
 * before it ends, and files may be replaced by whoever manages them; and at once
 * when the clock was put right.
 */
export function keepRenewed(
  config: Config,
  current: HubTls,
  renew: (certificate: Certificate) => void,
  onError: (error: unknown) => void,
): { stop(): void } {
  let { cert } = current.certificate;
  const look = async () => {
    const fresh = await hubTls(config, new Date());
    if (!fresh || fresh.certificate.cert === cert) return;
    renew(fresh.certificate);
    cert = fresh.certificate.cert;
  };
  let looked = Date.now();
  const timer = setInterval(() => {
    if (Math.abs(Date.now() - looked) < LOOK_EVERY_MS) return;
    looked = Date.now();
    void look().catch(onError);
  }, CLOCK_EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/** Every name and address by which somebody in the hall may call this hub. */
function namesOf({ host, publicUrl }: Config): string[] {
  const own = hostname();
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const everywhere = host === '0.0.0.0' || host === '::';
  const names = [
    ...(publicUrl ? [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')] : []),
    ...(everywhere ? [] : [host]),
    'localhost',
    own,
    ...(own.includes('.') ? [] : [`${own}.local`]),
    // IPv6 addresses change by the day; the certificate is to stay the one that browsers were told to trust.
    ...addresses.flatMap(({ address, family }) => (family === 'IPv4' ? [address] : [])),
  ];
  return [...new Set(names.map((name) => name.toLowerCase()))];
}
