import { z } from 'zod';
import type { OutboxEntry } from '../store/outbox.ts';

/** What to do with each entry of a batch once central has answered. */
export interface Settlement {
  stored: number[];
  refused: { seq: number; reason: string }[];
}

const batchAnswer = z.object({
  resourceType: z.literal('Bundle'),
  entry: z.array(
    z.object({
      response: z.object({
        status: z.string(),
        outcome: z
          .object({ issue: z.array(z.object({ diagnostics: z.string().optional(), code: z.string().optional() })) })
          .optional(),
      }),
    }),
  ),
});

/**
 * Reads a batch-response, entry by entry. 200 and 201 both mean stored; a
 * refusal that sending again cannot mend goes to quarantine; anything else
 * (429, 5xx, an answer of another length) stays and is sent again. Pure.
 */
export function settleBatch(entries: OutboxEntry[], answer: unknown): Settlement {
  const read = batchAnswer.safeParse(answer);
  const statuses = read.success ? read.data.entry : [];
  if (statuses.length !== entries.length) return { stored: [], refused: [] };
  return settle(
    entries,
    statuses.map(({ response }) => ({
      status: Number.parseInt(response.status, 10),
      detail: response.outcome?.issue[0]?.diagnostics || response.outcome?.issue[0]?.code,
    })),
  );
}

/** The same for statuses given one by one, in order. */
export function settle(entries: OutboxEntry[], results: { status: number; detail?: string | undefined }[]): Settlement {
  const settlement: Settlement = { stored: [], refused: [] };
  entries.forEach(({ seq }, i) => {
    const { status, detail } = results[i] ?? { status: 0 };
    if (status === 200 || status === 201) settlement.stored.push(seq);
    else if (status >= 400 && status < 500 && !TRY_AGAIN.has(status)) {
      settlement.refused.push({ seq, reason: `${status}: ${detail || 'no reason given'}` });
    }
  });
  return settlement;
}

/** Not the entry's fault: sign-in, timing, too much at once. */
const TRY_AGAIN = new Set([401, 403, 408, 413, 425, 429]);
