/** The kiosk's door: what the command line and the tests use. */
export { type RunningKiosk, startKiosk } from './agent.ts';
export { type KioskConfig, kioskConfig } from './config.ts';
export type { ScreenState, ScreenTap } from './screen/screen-state.ts';
