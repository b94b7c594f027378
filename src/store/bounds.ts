/** How much a list gives to whoever names no bound of its own: more than people read, and what memory bears. */
export const MOST_LISTED = 1_000;
