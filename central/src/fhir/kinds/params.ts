import type { CodeableConcept, Identifier, Period, Reference, Resource } from '@tapwell/shared/fhir/resources';
import type { Narrowing, Param } from './kind.ts';

type Of<R, T> = (resource: R) => T;

export function identifiers<R extends Resource>(of: Of<R, Identifier[]>): Param<R> {
  return { type: 'token', of };
}

/** A code without a system, as `status` is. */
export function plain<R extends Resource>(of: Of<R, string | undefined>): Param<R> {
  return {
    type: 'token',
    of: (r) =>
      of(r)
        ?.split(' ')
        .map((value) => ({ value })) ?? [],
  };
}

export function concepts<R extends Resource>(of: Of<R, CodeableConcept[]>): Param<R> {
  const codes = (concept: CodeableConcept) =>
    (concept.coding ?? []).map(({ system, code }) => ({
      ...(system !== undefined && { system }),
      ...(code !== undefined && { value: code }),
    }));
  return { type: 'token', of: (r) => of(r).flatMap(codes) };
}

export function references<R extends Resource>(
  targets: string | string[],
  of: Of<R, (Reference | undefined)[] | Reference | undefined>,
  narrows?: Narrowing,
): Param<R> {
  return {
    type: 'reference',
    ...(narrows && { narrows }),
    targets: [targets].flat(),
    of: (r) => [of(r)].flat().filter((one) => one !== undefined),
  };
}

export function period<R extends Resource>(of: Of<R, Period | undefined>): Param<R> {
  return { type: 'date', of: (r) => [of(r)].filter((one) => one !== undefined) };
}

/** At one time: a day or an instant. */
export function moment<R extends Resource>(of: Of<R, string | undefined>): Param<R> {
  return period((r) => {
    const at = of(r);
    return at === undefined ? undefined : { start: at, end: at };
  });
}
