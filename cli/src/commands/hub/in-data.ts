import { Command } from 'commander';

export interface InData {
  data: string;
}

/** A command that works on a hub's data folder. */
export function inData(name: string, about: string): Command {
  return new Command(name).description(about).requiredOption('--data <dir>', "the hub's data folder");
}

export const hub = () => import('@tapwell/hub/main');

/** Opens the store for as long as something works on it; a full disk or a damaged store is said in words. */
export async function inStore<T>(data: string, work: (db: HubDb) => T | Promise<T>): Promise<T> {
  const { openHubStore, storeTroubleInWords } = await hub();
  try {
    const db = openHubStore(data);
    try {
      return await work(db);
    } finally {
      db.close();
    }
  } catch (error) {
    throw storeTroubleInWords(error);
  }
}

type HubDb = ReturnType<Awaited<ReturnType<typeof hub>>['openHubStore']>;
