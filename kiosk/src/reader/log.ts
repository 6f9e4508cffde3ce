/**
 * Where a driver tells what happens to it. One method, so that any logger fits.
 * A driver never logs a card's UID or APDU bytes: they identify a person.
 */
export type ReaderLog = (message: string, detail?: object) => void;

export const noLog: ReaderLog = () => {};
