import type { VenueStatus } from '@tapwell/shared/tap/kiosk-wire';
import type { ScreenSettings, ScreenState } from './screen-state.ts';

/** What the screen shows before the reader or the hub have been heard of. */
export function firstState(settings: ScreenSettings): ScreenState {
  return {
    venue: '',
    running: [],
    reader: 'not-ready',
    health: { reader: 'The card reader is starting.', hub: 'away', refused: null, saving: null, central: null },
    tap: null,
    waiting: 0,
    staff: null,
    settings,
  };
}

/**
 * What a word from the hub, or its silence, changes on the screen. Pure.
 * @param offsetMs hub clock − kiosk clock
 */
export function venueShown(
  state: ScreenState,
  venue: VenueStatus | null,
  offsetMs: number,
): Pick<ScreenState, 'running' | 'venue' | 'health'> {
  // With the hub away the venue's name stays; a session we cannot vouch for does not.
  if (!venue) return { venue: state.venue, running: [], health: { ...state.health, hub: 'away' } };
  const here = (hubTime: string | null) => hubTime && new Date(Date.parse(hubTime) - offsetMs).toISOString();
  const { central } = venue;
  const shown = central && { ...central, lastSavedAt: here(central.lastSavedAt), rosterAt: here(central.rosterAt) };
  return {
    venue: venue.venue,
    running: venue.running,
    health: { ...state.health, hub: 'reachable', central: shown ?? null },
  };
}
