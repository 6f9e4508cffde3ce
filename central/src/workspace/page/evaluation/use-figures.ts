import { api } from '@tapwell/shared/ui/api.ts';
import { useEffect, useState } from 'preact/hooks';
import type { Evaluation } from '../../../evaluation/wire.ts';

interface Figures {
  address: string;
  evaluation?: Evaluation;
  /** From 0 to 1, while they are worked out. */
  done?: number;
  problem?: string;
}

const AGAIN_MS = 1_000;

/** Figures of an address; while central works them out it is asked again. Not live: they would change while they are read. */
export function useFigures(address: string | null): Figures | null {
  const [figures, setFigures] = useState<Figures | null>(null);
  useEffect(() => {
    if (address === null) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = () =>
      api<Evaluation | { done: number }>(address).then(
        (answer) => {
          if (over) return;
          if ('done' in answer) timer = setTimeout(ask, AGAIN_MS);
          setFigures('done' in answer ? { address, done: answer.done } : { address, evaluation: answer });
        },
        (error: unknown) => {
          if (over) return;
          setFigures({ address, problem: error instanceof Error ? error.message : String(error) });
        },
      );
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [address]);
  // Another time's figures are never shown under this one's name.
  return figures?.address === address ? figures : null;
}
