import { operationOutcome } from '@tapwell/shared/fhir/resources';
import { describe } from '@tapwell/shared/http/problem';
import type { ErrorRequestHandler, Response } from 'express';

/** Sends a resource; nobody on the way keeps it. */
export function fhir(res: Response, resource: object): void {
  res.set('cache-control', 'no-store').type('application/fhir+json').send(JSON.stringify(resource));
}

/** Issue codes by status. */
const CODES: Record<number, string> = {
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  410: 'deleted',
  406: 'not-supported',
  413: 'too-long',
  429: 'throttled',
  500: 'exception',
};

/** Errors as FHIR says them. */
export function outcomeHandler(log: (error: unknown) => void): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const { status, detail, foreseen } = describe(error);
    if (!foreseen) log(error);
    if (res.headersSent) return next(error);
    fhir(res.status(status), operationOutcome(CODES[status] ?? 'invalid', detail));
  };
}
