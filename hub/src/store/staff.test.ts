import { staffStoreContract } from '@tapwell/shared/http/staff-store.testing';
import type { RosterStaff } from '@tapwell/shared/roster/roster';
import { describe } from 'vitest';
import { RosterStore } from '../roster/roster-store.ts';
import { openStore } from './open.ts';
import { staffStore } from './staff.ts';

const rosa: RosterStaff = {
  kind: 'staff',
  id: 'rosa',
  username: 'rosa',
  name: 'Rosa',
  role: 'provider',
  providerId: 'provider',
  passwordHash: '',
};

describe("the hub's staff sessions", () => {
  staffStoreContract(async () => {
    const db = openStore(':memory:');
    const roster = new RosterStore(db);
    roster.apply([{ op: 'put', entry: rosa }], 1);
    return staffStore(db, roster, 15);
  });
});
