/** The header on requests that a page makes by itself: they keep nobody signed in. */
export const BY_ITSELF = 'x-tapwell-by-itself';
