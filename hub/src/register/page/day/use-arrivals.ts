import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionRegister } from '../../wire.ts';
import { newIn, type Present, presentAt } from '../words/arrivals.ts';

/** Who came while the page was open: in words for a screen reader, and by line for the eye. */
export function useArrivals(sessions: SessionRegister[]): { news: string; fresh: ReadonlySet<string> } {
  const known = useRef<Present>(undefined);
  const [news, setNews] = useState('');
  const now = presentAt(sessions);
  const fresh = useRef(new Set<string>());
  const came = newIn(now, known.current);
  for (const key of came) fresh.current.add(key);
  useEffect(() => {
    known.current = now;
    if (came.length > 0) setNews(came.map((key) => now.get(key)).join(' '));
  });
  return { news, fresh: fresh.current };
}
