import { expect, it } from 'vitest';
import type { DayRegister } from '../../wire.ts';
import { Status } from './strips.tsx';

type Drawn = { props?: { children: unknown } } | null | false;

it('says an alarm once: a screen reader reads every alert out', () => {
  const now = '2026-06-01T10:00:00.000Z';
  const sync = { alarm: 'The council does not know this hub.', lastSavedAt: now, rosterAt: now };
  const day = { now, kiosks: [], sync: { ...sync, waiting: 0, quarantined: 0, trouble: null } };
  const strips = [Status({ day: day as unknown as DayRegister }).props.children].flat() as Drawn[];
  expect(strips.filter((strip) => strip && strip.props?.children === sync.alarm)).toHaveLength(1);
});
