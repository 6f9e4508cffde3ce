import { type Db, openStore } from '../store/open.ts';
import { takeFolder } from './folder-lock.ts';
import { storeTrouble, TROUBLE_WORDS } from './store-trouble.ts';

/**
 * Opens the store of a data folder for the one hub that runs on it.
 * @returns the store, and how to leave it: everything in its main file, ready to be copied
 * @throws Error in one sentence when another hub runs there, or nothing can be opened
 */
export function holdStore(data: string): { db: Db; release: () => void } {
  const unlock = inWords(() => takeFolder(data));
  try {
    const db = inWords(() => openStore(data));
    return {
      db,
      release: () => {
        db.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function inWords<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    const trouble = storeTrouble(error);
    throw trouble ? new Error(TROUBLE_WORDS[trouble], { cause: error }) : error;
  }
}
