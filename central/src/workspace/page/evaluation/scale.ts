import type { Cell } from '../../../evaluation/wire.ts';

export interface Scale {
  from: number;
  to: number;
  /** Where a value lies between the ends, from 0 to 100. */
  at(value: number): number;
}

/** Ends that are round numbers and hold all values; nought where it is asked for. Pure. */
export function scaleOf(cells: Cell[], withNought: boolean): Scale {
  const values = cells.filter((cell) => typeof cell === 'number');
  if (withNought || values.length === 0) values.push(0);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = roundStep(most - least || Math.abs(most) || 1);
  const from = Math.floor(least / step) * step;
  const end = Math.ceil(most / step) * step;
  const to = end > from ? end : from + step;
  return { from, to, at: (value) => ((value - from) / (to - from)) * 100 };
}

/** 1, 2 or 5 times a power of ten: about a fifth of the range. */
function roundStep(range: number): number {
  const rough = range / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].find((n) => n * power >= rough)! * power;
}
