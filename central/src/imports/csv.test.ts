import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './columns.ts';
import { readCsv, withoutApostrophe, writeCsv } from './csv.ts';
import { readDate, readNhsNumber, whyNotNhsNumber } from './read-cell.ts';

describe('a CSV file', () => {
  it.each([
    ['with commas', 'Name,Town\nMary,"Luton, Beds"\n', 'Luton, Beds'],
    ['with semicolons, as Excel writes where numbers have a comma', 'Name;Town\r\nMary;Luton, Beds\r\n', 'Luton, Beds'],
    ['with tabs', 'Name\tTown\nMary\tLuton, Beds', 'Luton, Beds'],
    ['with the mark that Excel puts first', '\uFEFFName,Town\nMary,Luton', 'Luton'],
    ['with Excel’s own first line', '\uFEFFsep=;\r\nName;Town\r\nMary;Luton', 'Luton'],
    ['with a quotation mark inside a cell', 'Name,Town\nMary,5" pipe', '5" pipe'],
  ])('%s is read', (_, text, town) => {
    expect(readCsv(text)).toMatchObject({ header: ['Name', 'Town'], rows: [{ cells: ['Mary', town] }] });
  });
  it('counts lines as a spreadsheet shows them, over empty ones and cells of several lines', () => {
    const { rows } = readCsv('Name,Town\nMary,"Luton\nBeds"\n\n,,\nAhmed,Bury\n');
    expect(rows.map((row) => row.line)).toEqual([2, 6]);
    expect(readCsv('sep=,\nName\nMary\n').rows[0]!.line).toBe(3);
  });
  it('that is empty, endless or broken is refused in a sentence', () => {
    expect(() => readCsv('')).toThrow('empty');
    expect(() => readCsv(`Name\n${'Mary\n'.repeat(1_001)}`)).toThrow('more than 1000 lines');
    expect(() => readCsv('Name\n"Mary\n')).toThrow('quotation mark');
  });
  it('never fails otherwise, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          readCsv(text);
        } catch (error) {
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });
  it('comes back as it was written', () => {
    const cell = fc.string().map((text) => text.trim().replaceAll('\r', ''));
    const row = fc.array(cell, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const table = [['First', 'Second'], ...rows.map(([a, b]) => [`x${a}`, `y${b}`])];
        const read = readCsv(writeCsv(table));
        expect([read.header, ...read.rows.map((one) => one.cells)]).toEqual(table);
      }),
    );
  });
  it('runs nothing in whoever opens it', () => {
    for (const cell of ['=1+1', '+44', '-1', '@SUM(A1)', '\tx']) {
      expect(writeCsv([[cell]])).toContain(`'${cell}`);
      if (!cell.startsWith('\t')) expect(withoutApostrophe(`'${cell}`)).toBe(cell);
    }
    expect(withoutApostrophe("'t Hooft")).toBe("'t Hooft");
  });
});

describe('columns', () => {
  const columns = [
    { name: 'given' as const, title: 'Given name', also: ['First name'], hint: '', needed: true },
    { name: 'phone' as const, title: 'Phone', hint: '' },
  ];
  it('are found by any of their names, in any order; one that is missing is empty', () => {
    expect(cellsOf(readCsv('Other,FIRST_NAME\nx, Mary \n'), columns)).toEqual([
      { line: 2, cells: { given: 'Mary', phone: '' } },
    ]);
  });
  it('that are needed and missing, or there twice, are named', () => {
    expect(() => cellsOf(readCsv('Phone\n1'), columns)).toThrow('There is none for “Given name”.');
    expect(() => cellsOf(readCsv('First name,Given name\nMary,Mary'), columns)).toThrow('two columns');
  });
});

describe('a cell', () => {
  it.each([
    ['31/01/1950', '1950-01-31'],
    ['1/2/1950', '1950-02-01'],
    ['31.01.1950', '1950-01-31'],
    ['1950-01-31', '1950-01-31'],
    ['31/01/1950 00:00', '1950-01-31'],
    ['31/02/1950', null],
    ['01/31/1950', null],
    ['31/01/50', null],
    ['18293', null],
    ['yesterday', null],
  ])('with the date %s is %s', (text, date) => {
    expect(readDate(text)).toBe(date);
  });
  it('with an NHS number may have spaces, and one that Excel shortened is told apart', () => {
    expect(readNhsNumber('999 000 0018')).toBe('9990000018');
    expect(readNhsNumber('999-000-0018')).toBe('9990000018');
    expect(readNhsNumber('9990000019')).toBeNull();
    expect(whyNotNhsNumber('9.99E+09')).toMatch(/format the column as text/);
  });
});
