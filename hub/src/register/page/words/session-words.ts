import type { PersonLine, SessionRegister } from '../../wire.ts';
import { many } from './ago.ts';

/** What a session's card says, in words. */

export function countWords({ here, expected, guests }: SessionRegister): string {
  const people = expected === 0 ? `${here} here` : `${here} here of ${expected} expected`;
  return guests === 0 ? people : `${people}, and ${many(guests, 'guest')}`;
}

/** Said once as many are there as the room holds; nobody is turned away for it. */
export function capacityWords({ here, guests, capacity }: SessionRegister): string | null {
  const there = here + guests;
  if (capacity === null || there < capacity) return null;
  return there === capacity ? `Full: room for ${capacity}` : `${there} here, room for ${capacity}`;
}

export function whenWords({ when, status }: SessionRegister, isToday: boolean): string {
  if (status === 'cancelled') return 'Cancelled';
  if (when === 'now') return 'Now';
  if (when === 'earlier') return status === 'run' ? 'Finished' : 'Over';
  return isToday ? 'Later today' : 'To come';
}

export function sessionTitle({ activity, starts }: Pick<SessionRegister, 'activity' | 'starts'>): string {
  return `${activity}, ${starts}`;
}

/** What a line says beside the name. */
export function stateWords(line: PersonLine): string {
  switch (line.state) {
    case 'here':
      return `Here since ${line.arrived}`;
    case 'left':
      return `Came ${line.arrived}, left ${line.left}`;
    case 'elsewhere':
      return 'Here, by the council’s record';
    case 'expected':
      return 'Expected';
    case 'excused':
      return 'Excused';
    case 'absent':
      return 'Not seen here';
  }
}

/** One small word for how it was recorded. */
export function methodWord({ method, assurance }: PersonLine): string | null {
  if (method === null) return null;
  if (method !== 'card') return 'by staff';
  return assurance === 'uid-only' ? 'other card' : 'card';
}

/** Those whose name has every word typed somewhere in it, whatever its accents. */
export function namesLike<T extends { name: string }>(people: T[], typed: string): T[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return people.filter(({ name }) => words.every((word) => plain(name).includes(word)));
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}
