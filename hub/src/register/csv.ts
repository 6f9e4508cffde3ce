import type { PersonLine, SessionRegister } from './wire.ts';

const HEAD = ['Date', 'Starts', 'Ends', 'Activity', 'Session', 'Name', 'State', 'Came', 'Left', 'Late', 'How', 'By'];
const MORE = ['Reason', 'Companions', 'Guests'];

const STATES: Record<PersonLine['state'], string> = {
  here: 'here',
  left: 'left',
  elsewhere: 'here, by the council’s record',
  expected: 'expected',
  excused: 'excused',
  absent: 'not seen here',
};
const METHODS = { card: 'card', manual: 'by staff', correction: 'corrected by staff' } as const;

/** A day's registers as a spreadsheet: a line for each person, and one for a session without people. Pure. */
export function registerCsv(sessions: SessionRegister[]): string {
  const rows = sessions.flatMap((s) => {
    const session = [s.date, s.starts, s.ends, s.activity, s.status];
    if (s.people.length === 0) return [[...session, ...Array<string>(9).fill(''), String(s.guests)]];
    return s.people.map((p) => [...session, ...personCells(p), String(s.guests)]);
  });
  // The byte order mark tells Excel that it is UTF-8.
  return `\uFEFF${[[...HEAD, ...MORE], ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function personCells(p: PersonLine): string[] {
  return [
    p.name,
    STATES[p.state],
    p.arrived ?? '',
    p.left ?? '',
    p.late ? 'late' : '',
    p.method ? METHODS[p.method] : '',
    p.by ?? '',
    p.reason ?? '',
    p.companions.map((c) => c.name).join(', '),
  ];
}

/** Quoted (RFC 4180); what a spreadsheet would run as a formula is kept as text by a quote before it. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}
