/**
 * A query that was sent, followed by its token to its rows. What by now would not be sent, or would mean something else, is
 * stopped: what would have to be hidden in its rows nobody knows.
 */

import type { Result } from '../../lib/result.ts';
import type { Finding } from '../../operations/finding.ts';
import type { Progress } from '../../operations/operation.ts';
import type { Call } from '../makers.ts';
import type { Standing } from './execution.ts';
import type { Guard } from './guard.ts';
import type { QueryArgs, Readied } from './ready.ts';

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

import { queryLink } from '../../lib/console-links.ts';
import { err } from '../../lib/result.ts';
import { ended } from '../../operations/findings.ts';
import { ruleFinding } from '../../operations/quality-finding.ts';
import { endedBadly, progressWords, rowsFinding, unshown } from '../../operations/query-finding.ts';
import { AwsRefusal, isPassing, orReport } from '../refusals.ts';
import { cancelQuery, lookAt, readRows, standingOf } from './execution.ts';
import { digestOf, letterOf } from './letter.ts';
import { makeReady } from './ready.ts';

/** Most queries end within this, and then nobody has to be told that they go on. */
const AT_ONCE_MS = 2_000;
const FIRST_LOOK_MS = 200;
const SHORTEST_PAUSE_MS = 1_000;
/** A card that changes more often would use up what Slack allows a workspace. */
const LONGEST_PAUSE_MS = 5_000;

const wholeShape = z.object({
  id: z.string(),
  /** Of the SQL that was sent. */
  digest: z.string(),
});

const tokenShape = wholeShape.extend({
  since: z.number(),
  /** How many bytes were expected; null where nobody could say. */
  expected: z.number().nullable(),
});

/** By which a query is followed. */
export interface Token extends z.infer<typeof tokenShape> {}

/** What there is to look at it by, or why its rows may not be shown any more. */
export type StillReady = Result<Readied, string>;

/** Reads the token of a query that is followed. */
export function readToken(text: string): Token {
  return tokenShape.parse(JSON.parse(text));
}

/** Reads the token of a whole result. */
export function readWholeToken(text: string): z.infer<typeof wholeShape> {
  return wholeShape.parse(JSON.parse(text));
}

/** By the configuration as it is now, of what was sent before: a name may have become that of another query. */
export async function stillReady(
  args: QueryArgs,
  guard: Guard,
  call: Call,
  { digest }: Pick<Token, 'digest'>,
): Promise<StillReady> {
  const ready = await makeReady(args, guard, call);
  if (!ready.ok) return err(ready.error.because);
  return digestOf(letterOf(ready.value, null)) === digest
    ? ready
    : err('The configuration has other SQL or another database for it.');
}

/** Once it is begun, its token must not get lost: what cannot be looked at now is followed. */
export async function atOnce(token: Token, call: Call, lookOnce: () => Promise<Progress>): Promise<Progress> {
  for (let pause = FIRST_LOOK_MS; ; pause *= 2) {
    const looked = await orReport(lookOnce());
    if (!looked.ok && !isPassing(looked.error)) throw new AwsRefusal(looked.error, null);
    const progress = looked.ok ? looked.value : goingOn(token, looked.error.sentence, call);
    // However long a clock that was set back says: it is no longer than the pauses.
    const tookMs = Math.max(0, call.clock() - token.since);
    if (!looked.ok || progress.state === 'ended' || tookMs + pause > AT_ONCE_MS) return progress;
    await sleep(pause);
  }
}

/** Looks once. Throws `AwsRefusal`. */
export async function lookFor(still: StillReady, token: Token, call: Call): Promise<Progress> {
  if (!still.ok) return ended(await stoppedUnshown(token, still.error, call));
  const ready = still.value;
  const { settings, upTo } = ready;
  const standing = await lookAt(token.id, { since: token.since, upTo, timeoutMs: settings.timeoutMs }, call);
  if (standing.state !== 'running') return ended(await findingOf(ready, standing, token, call));
  return goingOn(token, progressWords(standing.end, token.expected), call);
}

function goingOn(token: Token, summary: string, { clients, clock }: Call): Progress {
  // Where the clock of the machine was set back, its time is counted anew.
  const since = Math.min(token.since, clock());
  return {
    state: 'running',
    token: JSON.stringify({ ...token, since }),
    summary,
    links: [queryLink(clients.region, token.id)],
    afterMs: Math.min(Math.max(SHORTEST_PAUSE_MS, (clock() - since) / 4), LONGEST_PAUSE_MS),
  };
}

/** What would have to be hidden in its rows nobody knows: it is stopped, and told with what it cost. Throws `AwsRefusal`. */
async function stoppedUnshown({ id }: Token, because: string, call: Call): Promise<Finding> {
  await cancelQuery(id, call);
  const standing = await orReport(standingOf(id, call));
  return unshown(standing.ok ? standing.value : null, because, {
    settings: call.estate.queries,
    links: [queryLink(call.clients.region, id)],
    now: call.clock(),
  });
}

async function findingOf(
  { settings, upTo, checked, named }: Readied,
  standing: Exclude<Standing, { state: 'running' }>,
  { id, digest }: Token,
  call: Call,
): Promise<Finding> {
  const more = { settings, links: [queryLink(call.clients.region, id)], now: call.clock() };
  if (standing.state === 'failed' || standing.state === 'stopped') return endedBadly(standing, more);
  const rows = await readRows(id, call);
  const { name, rule } = named ?? { name: 'query' };
  const brought = {
    ...more,
    end: standing.end,
    upTo,
    whole: { name, token: JSON.stringify({ id, digest }) },
  };
  return rule === undefined
    ? rowsFinding(rows, checked.hidden, brought)
    : ruleFinding({ name, rule }, rows, checked.hidden, brought);
}
