import type { PlannedTap } from './plan.ts';
import { Screen, type Shown } from './screen.ts';
import type { Door } from './venue.ts';

/** A person waits so long for a dark screen before trying all the same. */
const DARK_MS = 5_000;
/** And so long for anything to be shown. */
const SHOWN_MS = 1_500;
const PRESSED_MS = 2_500;

/** People come to one door, one after another. */
export async function tapAll(
  door: Door,
  taps: readonly PlannedTap[],
  onTap: () => void,
): Promise<{ shown: Shown[]; presses: Map<string, Set<string>> }> {
  const screen = new Screen(door.kiosk, door.screen);
  /** For each tap that offered a choice, the sessions that were pressed. */
  const presses = new Map<string, Set<string>>();
  try {
    for (const tap of taps) {
      await screen.ready(DARK_MS);
      onTap();
      const before = screen.lay(tap.card);
      await present(door.simulator, tap);
      const shown = await screen.since(before, SHOWN_MS);
      if (shown?.outcome.outcome === 'choose-session' && shown.tapId) await choose(screen, shown, tap.presses, presses);
    }
    return { shown: screen.shown, presses };
  } finally {
    screen.close();
  }
}

async function choose(
  screen: Screen,
  { tapId, outcome }: Shown,
  which: number[],
  presses: Map<string, Set<string>>,
): Promise<void> {
  if (outcome.outcome !== 'choose-session' || !tapId) return;
  for (const press of which) {
    const { sessionId } = outcome.choices[press % outcome.choices.length]!;
    presses.set(tapId, (presses.get(tapId) ?? new Set()).add(sessionId));
    const before = screen.shown.length;
    screen.press(tapId, outcome, press);
    await screen.since(before, PRESSED_MS);
  }
}

/** Lays the card down and takes it away again; simulators are never killed. */
export async function present(simulator: string, { card, dwellMs }: PlannedTap): Promise<void> {
  const answer = await fetch(new URL('/api/taps', simulator), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ card, dwellMs }),
  });
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status}: ${await answer.text()}`);
}
