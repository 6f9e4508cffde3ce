/** The desk's door: what the command line and the tests use. */
export { openReader, READER_SPECS } from '../reader/open.ts';
export { type CentralSession, signIn } from './central-session.ts';
export { type DeskListener, type RunningDesk, startDesk } from './desk.ts';
