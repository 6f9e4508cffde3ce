import { Problem } from '@tapwell/shared/http/problem';
import { CsvError, parse } from 'csv-parse/sync';

/** A file of lines with named columns. */
export interface Table {
  header: string[];
  rows: { line: number; cells: string[] }[];
  delimiter: string;
}

const DELIMITERS = [',', ';', '\t'];
export const MOST_ROWS = 1_000;

/**
 * Reads CSV as people have it: with commas, semicolons or tabs, with or without
 * the mark that Excel puts first, and with Excel's own first line `sep=;`. Pure.
 * @throws Problem 400 in a sentence
 */
export function readCsv(text: string): Table {
  const [, named, rest] = /^sep=(.)\r?\n([\s\S]*)$/.exec(text.replace(/^\uFEFF/, '')) ?? [];
  const body = rest ?? text.replace(/^\uFEFF/, '');
  const delimiter = named ?? delimiterOf(body);
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(body, {
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      to: MOST_ROWS + 2,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Problem(400, 'Not understood', 'The file cannot be read as CSV: a quotation mark is not closed.');
  }
  const offset = named === undefined ? 0 : 1;
  const filled = records.filter(({ record }) => record.some((cell) => cell !== ''));
  const [head, ...rows] = filled;
  if (!head) throw new Problem(400, 'Not understood', 'The file is empty.');
  if (rows.length > MOST_ROWS) {
    throw new Problem(400, 'Not understood', `The file has more than ${MOST_ROWS} lines: please split it.`);
  }
  return {
    header: head.record,
    // A quoted cell may have several lines: a spreadsheet shows where it begins.
    rows: rows.map(({ record, info }) => ({ line: info.lines + offset - linesWithin(record), cells: record })),
    delimiter,
  };
}

function linesWithin(record: string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
}

/** The one that the first line has most of. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const count = (delimiter: string) => first.split(delimiter).length;
  return [...DELIMITERS].sort((a, b) => count(b) - count(a))[0]!;
}

/** Lines as CSV with commas, as any spreadsheet opens it. Pure. */
export function writeCsv(rows: string[][]): string {
  return `\uFEFF${rows.map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`;
}

/**
 * A cell that begins like a formula is one to a spreadsheet, whoever wrote it
 * (OWASP, CSV injection): an apostrophe before it makes it text.
 */
function cellOf(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** What `cellOf` put before a cell, taken off again: the file of lines left out comes back mended. */
export function withoutApostrophe(cell: string): string {
  return /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell;
}
