import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reasonOf } from './reason.ts';

describe('why an exchange failed', () => {
  it('is what the network says', () => {
    expect(reasonOf(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }))).toBe(
      'connect ECONNREFUSED',
    );
  });
  it('never quotes what central sent', async () => {
    const sent = '{"changes":[{"displayName":"Mary"';
    const broken = await new Response(sent).json().catch((error: unknown) => error);
    const wrong = z.object({ Mary: z.number() }).safeParse({ Mary: 'Mary' }).error;
    for (const error of [broken, wrong, new Error('outer', { cause: broken })]) {
      expect(reasonOf(error)).toBe('central answered something that cannot be read');
    }
  });
});
