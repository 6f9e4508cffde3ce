import { resolve } from 'node:path';
import { DEFAULT_DATA, type DemoFile } from './demo-file.ts';

/** What `npm start` prints once everything runs: one address for each person, and how to log in. */
export function greeting(demo: DemoFile, dataDir: string): string {
  const login = (role: string) => {
    const who = demo.staff.find((s) => s.role === role)!;
    return `sign in as ${who.username}, password ${who.password}`;
  };
  return `
Tapwell is running. Open each of these in a browser:

  Patient screen            ${demo.screen}
  Virtual cards             ${demo.cards}    tap one with the mouse, a finger or the keyboard
  Provider's register       ${demo.register}    ${login('provider')}
  Link worker's workspace   ${demo.workspace}    ${login('link-worker')}
  ... as a team lead        ${demo.workspace}    ${login('team-lead')}
  ... as a scheme manager   ${demo.workspace}    ${login('scheme-manager')}
  The hub and its devices   ${demo.register}    ${login('administrator')}
${demo.referralForm ? `  A practice refers here    ${demo.referralForm}\n` : ''}
Or tap a card from here:    npx tapwell tap mary${dataDir === resolve(DEFAULT_DATA) ? '' : ` --data ${dataDir}`}
More cards and addresses:   ${dataDir}/demo.json
Stop with Ctrl-C.
`;
}
