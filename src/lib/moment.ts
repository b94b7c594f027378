/** Moments in a sentence: written in UTC to the minute, so that whatever shows them can draw them in its reader's own time. */

/** Finds what `formatTime` writes. */
export const MOMENT = /\b\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\dZ\b/g;

/** `2026-11-12T03:00Z`, of milliseconds. */
export function formatTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
