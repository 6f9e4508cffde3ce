import type { ComponentType } from 'preact';
import type { Role } from '../../access/roles.ts';
import { Caseload } from './caseload.tsx';
import { Prescription } from './prescription.tsx';

/** What every page is given. */
export interface PageProps {
  /** What stands after the page's name in the address: an id, or nothing. */
  id: string;
  /** What stands after that, e.g. what to do: `person/<id>/contact`. */
  action: string;
  me: Me;
  onSignedOut: () => void;
}

/** Who is signed in. */
export interface Me {
  id: string;
  name: string;
  role: Role;
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
  { name: 'caseload', title: 'Caseload', inMenu: true, roles: ['link-worker', 'team-lead'], component: Caseload },
  { name: 'person', title: 'Person', inMenu: false, roles: ['link-worker', 'team-lead'], component: Prescription },
];

/** The page an address names for a role, or the role's first. */
export function pageAt(hash: string, role: Role): { page: Page | undefined; id: string; action: string } {
  const [name, id = '', action = ''] = hash.split('/');
  const open = PAGES.filter((page) => page.roles.includes(role));
  return { page: open.find((page) => page.name === name) ?? open[0], id, action };
}
