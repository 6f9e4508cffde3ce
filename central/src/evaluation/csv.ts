import type { Cell, Column, Evaluation, Section, Table, Unit } from './wire.ts';

/**
 * The tables of the page as RFC 4180 text. A spreadsheet takes what begins like
 * a formula for one, and names of places and activities are typed by people, so
 * such text gets a quote before it (OWASP, "CSV injection").
 */
export function csvLine(cells: (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[\s]*[=+\-@]|^[\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** As many digits as there is to say, and as many as the page shows. */
const DIGITS: Record<Unit, number> = {
  people: 0,
  visits: 0,
  events: 0,
  percent: 0,
  days: 1,
  points: 2,
  'met-minutes': 0,
  hours: 1,
  pounds: 2,
};

/** A number as it is shown, on the page as in a file: one with more digits would tell more. */
export function roundedTo(unit: Unit, value: number): number {
  const factor = 10 ** DIGITS[unit];
  return Math.round(value * factor) / factor;
}

function cellOf(cell: Cell, { unit }: Column): string | number | null {
  return typeof cell === 'number' ? roundedTo(unit, cell) : cell;
}

/** One table with what it is above it. */
export function tableCsv(evaluation: Evaluation, section: Section, table: Table): string {
  const { scheme, period, at, version, suppressBelow } = evaluation;
  return [
    csvLine([`${scheme.name}: ${section.title}: ${table.title}`]),
    csvLine([`Referred from ${period.from} to ${period.until}; worked out ${at} by Tapwell ${version}`]),
    csvLine([`hidden: fewer than ${suppressBelow}, or it would tell such a number`]),
    csvLine([table.rowTitle, ...table.columns.map(({ title, unit }) => `${title} (${unit})`)]),
    ...table.rows.map(({ title, cells }) =>
      csvLine([title, ...cells.map((cell, i) => cellOf(cell, table.columns[i]!))]),
    ),
    ...table.notes.map((note) => csvLine([note])),
  ].join('');
}

/** All tables, one after the other, and the definitions at the end. */
export function evaluationCsv(evaluation: Evaluation): string {
  const sections = evaluation.sections ?? [];
  const tables = sections.flatMap((section) => section.tables.map((table) => tableCsv(evaluation, section, table)));
  const meanings = new Map(sections.flatMap((section) => section.definitions).map((one) => [one.title, one]));
  return [
    ...tables.map((table) => `${table}\r\n`),
    csvLine(['Figure', 'Counts', 'Of', 'Left out', 'No data']),
    ...[...meanings.values()].map((d) => csvLine([d.title, d.counts, d.of, d.leftOut, d.noData])),
  ].join('');
}
