/** One line of `tapwell hub check`: how it stands by word, never by colour alone. */
export interface Finding {
  level: 'ok' | 'attention' | 'fault';
  /** One plain sentence. */
  what: string;
}

export const ok = (what: string): Finding => ({ level: 'ok', what });
export const attention = (what: string): Finding => ({ level: 'attention', what });
export const fault = (what: string): Finding => ({ level: 'fault', what });

/** "3 minutes", "2 hours", "5 days". Pure. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return count(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? count(hours, 'hour') : count(Math.floor(hours / 24), 'day');
}

export function count(n: number, thing: string): string {
  return `${n.toLocaleString('en-GB')} ${thing}${n === 1 ? '' : 's'}`;
}
