import fc from 'fast-check';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * Things almost like a good message, which reach deeper into a parser than
 * noise does: somewhere in it a value is replaced, taken out, or put twice.
 */
export function nearly(good: unknown): fc.Arbitrary<unknown> {
  const whole = JSON.parse(JSON.stringify(good)) as Json;
  const paths = pathsIn(whole);
  const change = fc.oneof(
    fc.jsonValue().map((value) => ({ kind: 'replace' as const, value: value as Json })),
    fc.constantFrom<Json>(...AWKWARD).map((value) => ({ kind: 'replace' as const, value })),
    fc.constant({ kind: 'remove' as const }),
    fc.constant({ kind: 'wrap' as const }),
  );
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), change), { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((message, [path, how]) => changed(message, path, how), whole));
}

/** Values that have broken parsers before. */
const AWKWARD: Json[] = [
  ...[
    '',
    '\u0000',
    '\ud800',
    '__proto__',
    '0000-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59.999-23:59',
    'x'.repeat(5000),
  ],
  ...[-0, -1, 2 ** 53, 1e308, 0.5, null, true],
  ...[[], {}, [[[[[[[[]]]]]]]], { constructor: null, toString: null }],
];

type Change = { kind: 'replace'; value: Json } | { kind: 'remove' } | { kind: 'wrap' };

function pathsIn(value: Json, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => pathsIn(inner, [...path, name]))];
}

function changed(value: Json, path: string[], how: Change): Json {
  const [name, ...rest] = path;
  if (name === undefined) return how.kind === 'replace' ? how.value : how.kind === 'wrap' ? [value] : null;
  // An earlier change may have taken the path away.
  if (typeof value !== 'object' || value === null || !Object.keys(value).includes(name)) return value;
  const copy = structuredClone(value) as Record<string, Json>;
  if (rest.length === 0 && how.kind === 'remove') delete copy[name];
  else copy[name] = changed(copy[name]!, rest, how);
  return copy as Json;
}
