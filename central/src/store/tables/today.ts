/** The list of who needs something today. */
export interface TodayTables {
  /** Append-only: "not now". Of several about one line the last holds. */
  today_snooze: {
    id: string;
    /** Null for a line about no one person, which is put off for whoever said so alone. */
    path_id: string | null;
    /** Names the line; when there is something new to say it has another name. */
    line: string;
    /** The day on which it is shown again. */
    until_on: string;
    by_id: string;
    at: string;
  };
}
