import type { SessionRegister } from '../../wire.ts';

/** Who is there, by session and person. */
export type Present = ReadonlyMap<string, string>;

export function lineKey(sessionId: string, personId: string): string {
  return `${sessionId} ${personId}`;
}

/** Everyone who is here, with the sentence that tells it. */
export function presentAt(sessions: SessionRegister[]): Present {
  return new Map(
    sessions.flatMap(({ sessionId, activity, people }) =>
      people
        .filter((line) => line.state === 'here')
        .map((line) => [lineKey(sessionId, line.personId), `${line.name} is here for ${activity}.`] as const),
    ),
  );
}

/** Keys of those who were not there before; what was there at first is no news. */
export function newIn(now: Present, before: Present | undefined): string[] {
  return before ? [...now.keys()].filter((key) => !before.has(key)) : [];
}
