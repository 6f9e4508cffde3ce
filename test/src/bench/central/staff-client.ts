import { Agent, request } from 'node:http';
import { PASSWORD } from './rows.ts';

/** Somebody who is signed in at central, on one connection that stays open, as a browser's does. */
export interface StaffClient {
  /** @returns how many bytes came, and in how many ms */
  get(path: string): Promise<{ bytes: number; ms: number }>;
  end(): void;
}

export async function signInStaff(central: string, username: string): Promise<StaffClient> {
  const answer = await fetch(new URL('/api/sign-in', central), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`${username} could not sign in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return keptOpen(central, { cookie });
}

/** A program with a token that reads the FHIR API. */
export function programClient(central: string, token: string): StaffClient {
  return keptOpen(central, { authorization: `Bearer ${token}` });
}

function keptOpen(central: string, headers: Record<string, string>): StaffClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        const begun = performance.now();
        const asked = request(new URL(path, central), { agent, headers }, (res) => {
          let bytes = 0;
          res.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
          });
          res.on('error', reject);
          res.on('end', () => {
            if (res.statusCode === 200) resolve({ bytes, ms: performance.now() - begun });
            else reject(new Error(`${path} was answered with ${res.statusCode}`));
          });
        });
        asked.on('error', reject);
        asked.end();
      }),
    end: () => agent.destroy(),
  };
}
