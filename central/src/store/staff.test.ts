import { staffStoreContract } from '@tapwell/shared/http/staff-store.testing';
import { describe } from 'vitest';
import { smallRecord } from '../testing/record.ts';
import { staffStore } from './staff.ts';

describe("central's staff sessions", () => {
  staffStoreContract(async () => staffStore(await smallRecord(), 15));
});
