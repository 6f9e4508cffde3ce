import { Problem } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import type { NextFunction, Request, Response } from 'express';
import type { Role } from './role-names.ts';

export { ROLES, type Role, WITH_PEOPLE } from './role-names.ts';

/** Lets these roles through; after `requireStaff`. */
export function requireRole(...roles: Role[]) {
  return <P>(req: Request<P>, _res: Response, next: NextFunction): void => {
    if (!roles.includes(staffOf(req as Request).role as Role)) {
      throw new Problem(403, 'Forbidden', 'Your role does not include this.');
    }
    next();
  };
}
