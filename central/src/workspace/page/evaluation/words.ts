import { roundedTo } from '../../../evaluation/csv.ts';
import type { Cell, Column, Unit } from '../../../evaluation/wire.ts';

const number = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

/** A number as it stands in a table: the unit is told by its column, but for signs. */
export function cellWords(cell: Cell, { unit }: Pick<Column, 'unit'>): string {
  if (cell === 'hidden') return 'hidden';
  if (cell === null) return '–';
  const value = roundedTo(unit, cell);
  if (unit === 'percent') return `${number.format(value)} %`;
  return unit === 'pounds' ? pounds.format(value) : number.format(value);
}

const UNITS: Partial<Record<Unit, [one: string, more: string]>> = {
  people: ['person', 'people'],
  visits: ['visit', 'visits'],
  days: ['day', 'days'],
  points: ['point', 'points'],
  'met-minutes': ['MET-minute', 'MET-minutes'],
};

/** The same by itself, e.g. `35 people`. */
export function valueWords(cell: Cell, column: Pick<Column, 'unit'>): string {
  const text = cellWords(cell, column);
  const unit = UNITS[column.unit];
  return typeof cell === 'number' && unit ? `${text} ${Math.abs(cell) === 1 ? unit[0] : unit[1]}` : text;
}
