/** For what nobody on the staff recorded as an event: nobody knows when it was. */
export const RECORD = { id: 'central', name: 'The record' };
