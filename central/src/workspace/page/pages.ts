import type { ComponentType } from 'preact';
import { ROLES, type Role } from '../../access/role-names.ts';
import { Readers, SomebodyElse } from './access/glass.tsx';
import { PasswordPage } from './access/own-password.tsx';
import { Staff } from './access/staff-page.tsx';
import { Caseload } from './caseload/caseload.tsx';
import { Devices } from './devices/devices-page.tsx';
import { Directory } from './directory/directory.tsx';
import { Evaluation } from './evaluation/evaluation.tsx';
import { FollowUps } from './follow-ups/follow-ups.tsx';
import { Imports } from './imports/imports.tsx';
import { Person } from './person/person.tsx';
import { Referrals } from './referrals/referrals.tsx';
import { Team } from './team/team.tsx';
import { Today } from './today/today.tsx';

/** What every page is given. */
export interface PageProps {
  /** What stands after the page's name in the address: an id, or nothing. */
  id: string;
  /** What stands after that, e.g. what to do: `person/<id>/contact`. */
  action: string;
  me: Me;
}

/** Who is signed in. */
export interface Me {
  id: string;
  name: string;
  role: Role;
  /** Their password was given to them: they choose one of their own before anything else. */
  mustChangePassword?: boolean;
}

export interface Page {
  /** In the address, after the `#`; `#name/id` where it is about one thing. */
  name: string;
  /** In the menu and the window's title. */
  title: string;
  /** Whether the menu lists it; others are reached from a list. */
  inMenu: boolean;
  roles: Role[];
  component: ComponentType<PageProps>;
}

/** All pages of the workspace, in the order of the menu; the first that somebody's role includes opens first. */
export const PAGES: Page[] = [
  { name: 'today', title: 'Today', inMenu: true, roles: ['link-worker', 'team-lead'], component: Today },
  { name: 'caseload', title: 'Caseload', inMenu: true, roles: ['link-worker', 'team-lead'], component: Caseload },
  {
    name: 'referrals',
    title: 'Referrals',
    inMenu: true,
    roles: ['link-worker', 'team-lead', 'administrator'],
    component: Referrals,
  },
  { name: 'team', title: 'Team', inMenu: true, roles: ['link-worker', 'team-lead'], component: Team },
  {
    name: 'follow-ups',
    title: 'Follow-ups',
    inMenu: true,
    roles: ['link-worker', 'team-lead'],
    component: FollowUps,
  },
  { name: 'person', title: 'Person', inMenu: false, roles: ['link-worker', 'team-lead'], component: Person },
  {
    name: 'somebody-else',
    title: 'Somebody else’s',
    inMenu: true,
    roles: ['link-worker', 'team-lead'],
    component: SomebodyElse,
  },
  {
    name: 'evaluation',
    title: 'Evaluation',
    inMenu: true,
    roles: ['scheme-manager', 'team-lead'],
    component: Evaluation,
  },
  { name: 'directory', title: 'Directory', inMenu: true, roles: [...ROLES], component: Directory },
  { name: 'imports', title: 'Imports', inMenu: true, roles: ['link-worker', 'team-lead'], component: Imports },
  {
    name: 'devices',
    title: 'Devices',
    inMenu: true,
    roles: ['administrator', 'link-worker', 'team-lead'],
    component: Devices,
  },
  { name: 'staff', title: 'Staff', inMenu: true, roles: ['administrator'], component: Staff },
  { name: 'readers', title: 'Who looked', inMenu: false, roles: ['team-lead'], component: Readers },
  { name: 'password', title: 'Your password', inMenu: false, roles: [...ROLES], component: PasswordPage },
];

/** The page an address names for a role, or the role's first. */
export function pageAt(hash: string, role: Role): { page: Page | undefined; id: string; action: string } {
  const [name, id = '', action = ''] = hash.split('/');
  const open = PAGES.filter((page) => page.roles.includes(role));
  return { page: open.find((page) => page.name === name) ?? open[0], id, action };
}
