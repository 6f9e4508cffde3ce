import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Cell, Row, Table } from '../../../evaluation/wire.ts';
import { type Scale, scaleOf } from './scale.ts';
import { cellWords, valueWords } from './words.ts';

/**
 * A table drawn: each row a strip of SVG beside its words, so that words stay
 * as large as all others on any screen. The numbers are in the table below it.
 */
export function TablePlot({ table }: { table: Table }) {
  const { plot, rows } = table;
  if (!plot || !rows.some((row) => row.cells.some((cell) => typeof cell === 'number' && cell !== 0))) return null;
  if (plot.kind === 'bars') return <Bars table={table} column={plot.column} />;
  if (plot.kind === 'parts') return <Parts table={table} columns={plot.columns} />;
  return <Ranges table={table} {...plot} />;
}

function Bars({ table, column }: { table: Table; column: number }) {
  const unit = table.columns[column]!;
  const scale = scaleOf(
    table.rows.map((row) => row.cells[column] ?? null),
    true,
  );
  return (
    <Figure table={table}>
      {table.rows.map((row) => {
        const cell = row.cells[column] ?? null;
        return (
          <Line key={row.title} row={row} value={valueWords(cell, unit)}>
            {typeof cell === 'number' && <rect class="plot__bar" x="0" y="4" height="16" width={scale.at(cell)} />}
          </Line>
        );
      })}
    </Figure>
  );
}

/** Parts of a whole, each with its own colour and pattern, and named in the legend. */
function Parts({ table, columns }: { table: Table; columns: number[] }) {
  return (
    <Figure table={table}>
      <ul class="plot__legend">
        {columns.map((column, i) => (
          <li key={column}>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <Part index={i} from={0} width={16} height={16} />
            </svg>
            {table.columns[column]!.title}
          </li>
        ))}
      </ul>
      {table.rows.map((row) => {
        const cells = columns.map((column) => row.cells[column] ?? null);
        const all = cells.reduce<number>((sum, cell) => sum + (typeof cell === 'number' ? cell : 0), 0);
        const told = cells.every((cell) => cell !== 'hidden') && all > 0;
        let from = 0;
        const words = columns.map(
          (column, i) => `${table.columns[column]!.title} ${cellWords(cells[i]!, table.columns[column]!)}`,
        );
        return (
          <Line key={row.title} row={row} value={told ? '' : 'hidden'} words={words.join(', ')}>
            {told &&
              cells.map((cell, i) => {
                const width = ((cell as number) / all) * 100;
                const part = <Part key={columns[i]} index={i} from={from} width={width} height={24} />;
                from += width;
                return part;
              })}
          </Line>
        );
      })}
    </Figure>
  );
}

function Part({ index, from, width, height }: { index: number; from: number; width: number; height: number }) {
  return <rect class={`plot__part plot__part--${index}`} x={from} y="0" width={width} height={height} />;
}

function Ranges({
  table,
  low,
  middle,
  high,
  zero,
}: {
  table: Table;
  low: number;
  middle: number;
  high: number;
  zero: boolean;
}) {
  const unit = table.columns[middle]!;
  const of = (row: Row) => [low, middle, high].map((column) => row.cells[column] ?? null) as [Cell, Cell, Cell];
  const scale = scaleOf(table.rows.flatMap(of), zero);
  return (
    <Figure table={table} scale={scale}>
      {table.rows.map((row) => {
        const [from, at, to] = of(row);
        const words = `${valueWords(at, unit)}, from ${cellWords(from, unit)} to ${cellWords(to, unit)}`;
        return (
          <Line key={row.title} row={row} value={cellWords(at, unit)} words={words}>
            {zero && scale.from <= 0 && (
              <rect class="plot__zero" x={scale.at(0) - 0.15} y="0" width="0.3" height="24" />
            )}
            {typeof from === 'number' && typeof to === 'number' && (
              <rect
                class="plot__range"
                x={scale.at(from)}
                y="9"
                width={Math.max(0.3, scale.at(to) - scale.at(from))}
                height="6"
              />
            )}
            {typeof at === 'number' && <rect class="plot__middle" x={scale.at(at) - 0.5} y="2" width="1" height="20" />}
          </Line>
        );
      })}
    </Figure>
  );
}

function Figure({ table, scale, children }: { table: Table; scale?: Scale; children: ComponentChildren }) {
  const id = useId();
  return (
    <figure class="plot" aria-labelledby={id}>
      <figcaption id={id} class="nhsuk-u-visually-hidden">
        {table.title}, drawn. The numbers are in the table below.
      </figcaption>
      {children}
      {scale && (
        <div class="plot__line" aria-hidden="true">
          <span />
          <span class="plot__ends">
            <span>{scale.from.toLocaleString('en-GB')}</span>
            <span>{scale.to.toLocaleString('en-GB')}</span>
          </span>
          <span />
        </div>
      )}
    </figure>
  );
}

function Line({
  row,
  value,
  words,
  children,
}: {
  row: Row;
  value: string;
  words?: string;
  children: ComponentChildren;
}) {
  const [title, desc] = [useId(), useId()];
  return (
    <div class="plot__line">
      <span aria-hidden="true">{row.title}</span>
      <svg viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-labelledby={title} aria-describedby={desc}>
        <title id={title}>{row.title}</title>
        <desc id={desc}>{words ?? value}</desc>
        {children}
      </svg>
      <span aria-hidden="true">{value}</span>
    </div>
  );
}
