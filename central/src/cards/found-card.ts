import type { RequestHandler } from 'express';

/**
 * What a phone shows that is held to a card. It says the same to everyone
 * whatever the card's address carries: nothing about whose it is, or whether
 * anyone knows it.
 */
export const foundCard: RequestHandler = (_req, res) => {
  res.set('cache-control', 'no-store').type('html').send(PAGE);
};

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>A Tapwell card</title>
<h1>This is a Tapwell card</h1>
<p>Its owner taps it at the door of their activities.</p>
<p>Have you found it? Please hand it in at the community centre or library nearest to you.</p>
</html>
`;
