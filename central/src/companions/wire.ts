import { isPlainText } from '@tapwell/shared/plain-text';
import { z } from 'zod';

/**
 * What the person page and central say to each other about who comes along.
 *
 * | | |
 * |---|---|
 * | `GET /api/paths/:id/companions` | `{ companions: CompanionView[] }`: those who come along, then those who did |
 * | `POST /api/paths/:id/companions` | a NewAccompaniment; 201, 200 when it was there, 409 with a sentence |
 * | `POST /api/paths/:id/companions/:id/end` | an AccompanimentEnd; 204 |
 * | `POST /api/paths/:id/companions/search` | a CompanionSearch; `{ found: FoundCompanion[] }` of the path's scheme |
 * | `POST /api/companions/:id/erase` | as a person's data is removed; team leads; 204 |
 *
 * A name is asked for in a body: addresses end up in logs.
 */
const id = z.string().min(1).max(100);
const name = z.string().trim().min(1).max(100);
/** As venues read it. */
export const companionName = name.refine(isPlainText, 'Please write it without control characters.');

export const newAccompaniment = z.strictObject({
  /** Made by the browser: pressed twice it is one. */
  id: z.uuid(),
  /** Somebody on record, or somebody new. */
  who: z.union([z.strictObject({ companionId: id }), z.strictObject({ name: companionName })]),
  /** As what, in the policy's words. */
  title: z.string().min(1).max(200),
  since: z.iso.date(),
});
export type NewAccompaniment = z.infer<typeof newAccompaniment>;

export const accompanimentEnd = z.strictObject({ on: z.iso.date() });

export const companionSearch = z.strictObject({ name });

/** Whether they can tap at a venue. */
export type CompanionCard = 'works' | 'stopped' | 'none';

export interface CompanionView {
  /** Of this time that they come along. */
  id: string;
  companionId: string;
  name: string;
  /** Null for whoever came with the directory. */
  title: string | null;
  since: string | null;
  by: string | null;
  endedOn: string | null;
  endedBy: string | null;
  card: CompanionCard;
  /** Their name was removed. */
  erased: boolean;
}

export interface FoundCompanion {
  companionId: string;
  name: string;
  /** As what they come or came along with others. */
  titles: string[];
  card: CompanionCard;
}
