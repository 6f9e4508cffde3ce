/** The hub's door: what the command line and the tests use. */
export { type HubConfig, hubConfig } from './config.ts';
export { type RunningHub, startHub } from './hub.ts';
export { issuePairingCode } from './store/devices.ts';
export { openStore as openHubStore } from './store/open.ts';
