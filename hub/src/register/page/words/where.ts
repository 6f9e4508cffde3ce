import { useCallback, useEffect, useState } from 'preact/hooks';
import { isDay } from './days.ts';

/** The page and day shown, kept in the address so that back, forward and bookmarks work; never a person. */
export type Where = { page: 'register'; day: string | null } | { page: 'hub' };

export function whereFrom(path: string, query: string): Where {
  if (path.replace(/\/$/, '').endsWith('/hub')) return { page: 'hub' };
  const day = new URLSearchParams(query).get('day');
  return { page: 'register', day: isDay(day) ? day : null };
}

export function addressOf(where: Where): string {
  if (where.page === 'hub') return '/hub';
  return where.day ? `/?day=${where.day}` : '/';
}

export function useWhere(): [Where, (to: Where) => void] {
  const read = () => whereFrom(location.pathname, location.search);
  const [where, setWhere] = useState<Where>(read);
  useEffect(() => {
    const onPop = () => setWhere(read());
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }, []);
  const go = useCallback((to: Where) => {
    history.pushState(null, '', addressOf(to));
    setWhere(to);
  }, []);
  return [where, go];
}
