/**
 * How long the calls to Slack may take that show one card, and so how long it is leased; and those for a file. Bounds
 * on both sides of a port stand here together, since a lease is worth nothing when a call outlives it.
 */

/** After this a call has failed. */
export const CALL_WITHIN_MS = 15_000;
/** A list of channels, or a search, asks for no further page after this many, or after this time. */
export const MOST_PAGES = 10;
export const PAGES_WITHIN_MS = 30_000;

/** The bytes of a file have to be there after this, so that an upload ends within this and two calls. */
export const UPLOAD_WITHIN_MS = 120_000;
/** What can be sent in that time, at 7 Mbit a second. */
export const MOST_FILE_BYTES = 100 * 1_048_576;

/** Listing the channels, and looking for a message that may have been posted. */
const PAGED_CALLS = 2;
/** Removing twins, side by side; the update; the update once more as text. A post renews the lease before it begins. */
const OTHER_CALLS = 3;
/** Drawing, and the commits in between. */
const OUR_OWN_MS = 15_000;

/** Longer than showing a card may take: whoever holds a lease has lost it only when it is dead. */
export const CARD_LEASE_MS =
  PAGED_CALLS * (PAGES_WITHIN_MS + CALL_WITHIN_MS) + OTHER_CALLS * CALL_WITHIN_MS + OUR_OWN_MS;
