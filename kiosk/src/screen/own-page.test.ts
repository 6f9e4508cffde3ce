import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { isOurName, isOwnPage } from './own-page.ts';

it.each([
  'localhost:4100',
  '127.0.0.1:4100',
  '192.168.1.20',
  '[::1]:4100',
  `${hostname()}:4100`,
  `${hostname()}.local`,
])('a kiosk answers to %s', (host) => expect(isOurName(host, '127.0.0.1')).toBe(true));
it.each(['evil.example:4100', 'localhost.evil.example', '127.0.0.1.evil.example', '', undefined])(
  'a page whose name is made to lead here (%s) is refused',
  (host) => expect(isOurName(host, '127.0.0.1')).toBe(false),
);
it('a name the kiosk listens on is its own', () => {
  expect(isOurName('kiosk.hall.example:80', 'kiosk.hall.example')).toBe(true);
});
it.each([
  ['http://localhost:4100', true],
  ['http://localhost:4101', false],
  ['http://xlocalhost:4100', false],
  ['https://evil.example', false],
  ['null', false],
])('a page from %s may listen: %s', (origin, may) => {
  expect(isOwnPage({ origin, host: 'localhost:4100' }, '127.0.0.1')).toBe(may);
});
it('a program of this machine, which is no page, may listen', () => {
  expect(isOwnPage({ host: 'localhost:4100' }, '127.0.0.1')).toBe(true);
});
