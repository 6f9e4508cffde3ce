import { pathEvent } from '@tapwell/shared/path/events';
import { z } from 'zod';
import type { EventDraft } from './wire.ts';

const [first, ...others] = pathEvent.options.map((option) =>
  (option as z.ZodObject).omit({ by: true, recordedAt: true }),
);

/** An event as a browser sends it: who recorded it and when is for central to say. */
export const eventDraft = z.discriminatedUnion('kind', [
  first as never,
  ...(others as never[]),
]) as unknown as z.ZodType<EventDraft>;
