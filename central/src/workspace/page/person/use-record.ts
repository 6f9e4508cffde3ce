import { newId } from '@tapwell/shared/ids';
import { ApiError, api } from '@tapwell/shared/ui/api.ts';
import { useRef, useState } from 'preact/hooks';
import type { PathView } from '../../../paths/wire.ts';
import { withDays } from './path-words.ts';

/** Sends one event; pressed twice, or again after a lost answer, it is still one. */
export function useRecord(pathId: string, onRecorded: (view: PathView) => void) {
  // Made once for each dialog: the id is what makes it the same event.
  const id = useRef(newId());
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const record = (event: object) => {
    if (busy) return;
    setBusy(true);
    setRefused(undefined);
    api<PathView>(`/api/paths/${encodeURIComponent(pathId)}/events`, { id: id.current, ...event })
      .then(onRecorded, (error: unknown) => setRefused(refusalOf(error)))
      .finally(() => setBusy(false));
  };
  return { record, refused, busy };
}

function refusalOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 0) {
    return 'There is no connection. Nothing is lost: press again when it is back.';
  }
  return withDays(error instanceof Error ? error.message : String(error));
}
