/** Where the reader is, as the address shows it: `#C1` is a channel, `#C1/1700000000.000100` a thread of it. */

export interface Place {
  readonly channel: string;
  /** `ts` of the thread's first message. */
  readonly thread: string | null;
}

/** Reads the address's fragment; null when it names no place. */
export function parsePlace(hash: string): Place | null {
  const match = /^#([A-Z0-9]+)(?:\/(\d+\.\d+))?$/.exec(hash);
  return match === null ? null : { channel: match[1] ?? '', thread: match[2] ?? null };
}

/** The fragment that `parsePlace` reads back. */
export function formatPlace(place: Place): string {
  return place.thread === null ? `#${place.channel}` : `#${place.channel}/${place.thread}`;
}

/** The place that the permalink of a message leads to, `/archives/C1/p1700000000000100`; null for any other address. */
export function placeOfPermalink(url: string): Place | null {
  if (!URL.canParse(url)) return null;
  const { pathname, searchParams } = new URL(url);
  const match = /^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/.exec(pathname);
  if (match === null) return null;
  return { channel: match[1] ?? '', thread: searchParams.get('thread_ts') ?? `${match[2]}.${match[3]}` };
}
