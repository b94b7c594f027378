/** What is told of the errors of a delivery stream: Firehose writes each as JSON with a code, and they are grouped by it. Pure. */

import type { Finding } from './finding.ts';
import type { LogEvent } from './log-lines.ts';
import type { LogWindow } from './log-window.ts';

import { z } from 'zod';

import { logLink } from '../lib/console-links.ts';
import { redact } from '../lib/redact.ts';
import { oneLine, truncate } from '../lib/text.ts';
import { finding } from './findings.ts';
import { formatTime } from '../lib/moment.ts';
import { classify } from './log-errors.ts';
import { logFacts, periodWords, sinceWords } from './log-window.ts';
import { numberText } from './units.ts';

interface CodeGroup {
  readonly code: string;
  readonly count: number;
  /** Of the newest. */
  readonly message: string;
  readonly lastAt: number;
}

const CODES_SHOWN = 5;
const MESSAGE_LENGTH = 200;
const LONGEST_JSON = 64_000;

const text = z.string().optional().catch(undefined);
const written = z.object({ errorCode: text, errorMessage: text, message: text });

/** Of the errors that were read: `ok` when each has a code, or there are none at all. */
export function deliveryErrorsFinding(
  {
    name,
    group,
    events,
    window,
  }: {
    readonly name: string;
    readonly group: string;
    /** Oldest first. */
    readonly events: readonly LogEvent[];
    readonly window: LogWindow;
  },
  { region }: { readonly region: string },
): Finding {
  const [first] = events;
  const last = events.at(-1);
  const common = {
    trueAt: window.now,
    links: [logLink(region, group, null)],
    next: ['/etl ingestion'],
    facts: logFacts(first?.at ?? null, window),
  };
  if (first === undefined || last === undefined) {
    return finding({
      verdict: window.hadMore ? 'unknown' : 'ok',
      summary: `${name}: no delivery error in ${window.hadMore ? 'what could be read of ' : ''}${periodWords(window)}.`,
      ...common,
    });
  }
  const groups = byCode(events);
  const [most] = groups;
  const cause = most === undefined || most.code === NO_CODE ? null : causeOf(most);
  const errors = `${numberText(events.length)} delivery ${events.length === 1 ? 'error' : 'errors'}`;
  const until = first.at === last.at ? '' : `, the last ${formatTime(last.at)}`;
  return finding({
    verdict: cause === null ? 'warn' : 'ok',
    summary: `${name}: ${errors}${sinceWords(first.at, window)}${until}. ${cause === null ? 'No known cause: what Firehose wrote is below' : `Cause: ${cause}`}`,
    clue: `${errors}${sinceWords(first.at, window)}: ${cause ?? 'no known cause'}`,
    ...(cause === null ? {} : { cause }),
    ...common,
    table: {
      columns: ['Count', 'Code', 'Last', 'Message'],
      rows: groups
        .slice(0, CODES_SHOWN)
        .map(({ count, code, lastAt, message }) => [String(count), code, formatTime(lastAt), message]),
    },
  });
}

const NO_CODE = 'no code';

/** The most frequent first, then the newest. */
function byCode(events: readonly LogEvent[]): readonly CodeGroup[] {
  const groups = new Map<string, CodeGroup>();
  for (const { at, message } of events) {
    const { code, words } = told(message);
    const before = groups.get(code)?.count ?? 0;
    groups.set(code, { code, count: before + 1, message: words, lastAt: at });
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count || b.lastAt - a.lastAt);
}

function causeOf({ code, message }: CodeGroup): string {
  return classify(`${code}: ${message}`)?.words ?? code;
}

function told(message: string): { readonly code: string; readonly words: string } {
  const found = parsed(message);
  return {
    code: truncate(shown(found?.errorCode ?? NO_CODE), 60),
    words: truncate(shown(found?.errorMessage ?? found?.message ?? message), MESSAGE_LENGTH),
  };
}

function shown(words: string): string {
  return oneLine(redact(words.slice(0, LONGEST_JSON)));
}

function parsed(message: string): z.output<typeof written> | null {
  if (message.length > LONGEST_JSON) return null;
  try {
    const read = written.safeParse(JSON.parse(message));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
