import { useEffect } from 'preact/hooks';

/** The tab says where one is, most telling word first. Never a person's name: tabs are read over shoulders. */
export function useTitle(...words: (string | null | undefined)[]): void {
  const title = [...words, 'Tapwell'].filter(Boolean).join(' – ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
