/** A page of a list, in the standard's own words. */
export interface HsdsPage<T> {
  total_items: number;
  total_pages: number;
  page_number: number;
  /** How many are on this page. */
  size: number;
  first_page: boolean;
  last_page: boolean;
  empty: boolean;
  contents: T[];
}

/** Pages are counted from 1; a page after the last is empty. Pure. */
export function pageOf<T>(all: T[], page: number, perPage: number): HsdsPage<T> {
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const contents = all.slice((page - 1) * perPage, page * perPage);
  return {
    total_items: all.length,
    total_pages: pages,
    page_number: page,
    size: contents.length,
    first_page: page === 1,
    last_page: page >= pages,
    empty: contents.length === 0,
    contents,
  };
}
