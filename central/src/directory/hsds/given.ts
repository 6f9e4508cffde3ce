import { z } from 'zod';

/**
 * What we read of somebody else's HSDS-UK file. It is their data: only what we
 * need is checked, what we do not know is passed over, and a service that makes
 * no sense is told of without stopping the others.
 */

const text = z.string().trim().max(10_000).nullish();
const id = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'is not a UUID');
const few = <S extends z.ZodType>(item: S) =>
  z
    .array(item)
    .max(200)
    .nullish()
    .transform((list) => list ?? []);
const day = z.iso.date();
const number = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .nullish();

export const givenOrganization = z.looseObject({
  id,
  name: z.string().trim().min(1).max(200),
  description: text,
  email: text,
  website: text,
  url: text,
  x_tapwell: z
    .looseObject({
      kind: z.string().optional(),
      phone: text,
      accredited_from: day.optional(),
      accredited_until: day.optional(),
    })
    .optional()
    .catch(undefined),
});
export type GivenOrganization = z.infer<typeof givenOrganization>;

const givenSchedule = z.looseObject({
  valid_from: day.nullish().catch(null),
  valid_to: day.nullish().catch(null),
  dtstart: day.nullish().catch(null),
  freq: z.string().nullish(),
  interval: number.catch(null),
  byday: z.string().nullish(),
  opens_at: z.string().nullish(),
  closes_at: z.string().nullish(),
});
export type GivenSchedule = z.infer<typeof givenSchedule>;

const givenLocation = z.looseObject({
  id,
  name: text,
  latitude: number,
  longitude: number,
  addresses: few(z.looseObject({ address_1: text, address_2: text, city: text, postal_code: text })),
  accessibility: few(z.looseObject({ description: text })),
  x_tapwell: z.looseObject({ zone: z.string().optional() }).optional().catch(undefined),
});
export type GivenLocation = z.infer<typeof givenLocation>;

export const givenService = z.looseObject({
  id,
  name: z.string().trim().min(1).max(200),
  status: z.string().nullish(),
  description: text,
  url: text,
  email: text,
  minimum_age: number,
  maximum_age: number,
  eligibility_description: text,
  fees: text,
  fees_description: text,
  organization: givenOrganization,
  schedules: few(givenSchedule),
  service_at_locations: few(z.looseObject({ location: givenLocation.nullish(), schedules: few(givenSchedule) })),
  languages: few(z.looseObject({ code: text, name: text })),
  cost_options: few(z.looseObject({ option: text, amount: number, amount_description: text })),
  contacts: few(z.looseObject({ phones: few(z.looseObject({ number: text })) })),
  phones: few(z.looseObject({ number: text })),
  attributes: few(z.looseObject({ taxonomy_term: z.looseObject({ name: text, term: text }).nullish() })),
  x_tapwell: z
    .looseObject({
      room: text,
      accessibility: text,
      timed: z.boolean().optional(),
      one_to_one: z.boolean().optional(),
      capacity: z.number().int().min(1).max(10_000).optional(),
      early_minutes: z.number().int().min(0).max(240).optional(),
      late_after_minutes: z.number().int().min(0).max(240).optional(),
      from: day.optional(),
      until: day.optional(),
      zone: z.string().optional(),
      cancelled: z
        .array(z.object({ date: day, start: z.string().optional() }))
        .max(1000)
        .optional(),
    })
    .optional()
    .catch(undefined),
});
export type GivenService = z.infer<typeof givenService>;

/** A list of services, a page of them as an API gives it, one service, or our own export. */
export const givenFile = z.union([
  z.array(z.unknown()),
  z.looseObject({ contents: z.array(z.unknown()) }).transform((page) => page.contents),
  z.looseObject({ services: z.array(z.unknown()) }).transform((file) => file.services),
  z.looseObject({ id: z.string(), name: z.string() }).transform((one) => [one]),
]);
