import type { Cell, Column, Table } from '../../../evaluation/wire.ts';
import { TablePlot } from './plot.tsx';
import { cellWords } from './words.ts';

/** One table with its drawing above it and its file below it. */
export function TableView({ table, csv }: { table: Table; csv: string }) {
  return (
    <section class="figures" aria-labelledby={`table-${table.id}`}>
      <h3 class="nhsuk-heading-s" id={`table-${table.id}`}>
        {table.title}
      </h3>
      {table.rows.length === 0 ? (
        <p class="quiet">Nothing to show for this time.</p>
      ) : (
        <>
          <TablePlot table={table} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the screen is moved by the keyboard */}
          <section class="wide" tabIndex={0} aria-label={`${table.title}, table`}>
            <table class="nhsuk-table">
              <thead>
                <tr>
                  <th scope="col">{table.rowTitle}</th>
                  {table.columns.map((column) => (
                    <th key={column.title} scope="col" class="figures__number">
                      {column.title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map((row) => (
                  <tr key={row.title} class={row.total ? 'figures__total' : undefined}>
                    <th scope="row">{row.title}</th>
                    {row.cells.map((cell, i) => (
                      <NumberCell key={table.columns[i]!.title} cell={cell} column={table.columns[i]!} />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          {table.notes.map((note) => (
            <p key={note} class="quiet">
              {note}
            </p>
          ))}
          <a class="figures__csv" href={csv} download>
            Download “{table.title}” as CSV
          </a>
        </>
      )}
    </section>
  );
}

function NumberCell({ cell, column }: { cell: Cell; column: Column }) {
  return <td class={`figures__number${cell === 'hidden' ? ' figures__hidden' : ''}`}>{cellWords(cell, column)}</td>;
}
