import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the demo keeps everything unless told otherwise. */
export const DEFAULT_DATA = 'data';

/** `DIR/demo.json`: every address, login, token and card of the running demo. */
export interface DemoFile {
  /** Patient screen. */
  screen: string;
  /** Provider's register. */
  register: string;
  /** Link worker's workspace. */
  workspace: string;
  /** A practice's referral form; null where the demo was made before there were any. */
  referralForm: string | null;
  /** Virtual cards. */
  cards: string;
  fhir: { base: string; token: string };
  staff: { role: string; username: string; password: string }[];
  wallet: { card: string; profile: string; patient: string | null; name: string; about: string }[];
  /** Process ids, to pull the plug of one. */
  parts: Record<string, number>;
}

export function writeDemoFile(dataDir: string, demo: DemoFile): void {
  const path = join(dataDir, 'demo.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** @throws Error in words when there is none */
export function readDemoFile(dataDir: string): DemoFile {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as DemoFile;
  } catch {
    throw new Error(
      `No demo has been started in "${dataDir}". Start one with "npm start", or name its folder with --data.`,
    );
  }
}
