import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * What was done last, in words, for a status line that takes the focus when it
 * is said: what was pressed may be gone with its line, and the keyboard would
 * be nowhere.
 */
export function useSaid(): {
  said: string;
  say: (words: string) => void;
  status: RefObject<HTMLParagraphElement | null>;
} {
  const [{ said, times }, setSaid] = useState({ said: '', times: 0 });
  const status = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // Once the dialog in which it was done is gone: until then nothing outside of it can have the focus.
    if (times > 0) status.current?.focus();
  }, [times]);
  const say = (words: string) => setSaid((old) => ({ said: words, times: old.times + 1 }));
  return { said, say, status };
}
