/**
 * The header by which a page says whose it is: the id of who was signed in when
 * it was made. A browser has one sign-in for all its tabs, so a page that is
 * still one person's could otherwise do things as another. Not a secret.
 */
export const PAGE_OF = 'x-tapwell-page-of';
