/**
 * `query <name> [k=v…]` and `query <SQL>`: asks Athena what only reads; rules of quality have names too. A statement is
 * sent when the guard has read it, followed by its id, and stopped when it scans more than was allowed. What it brings is
 * for who asked.
 */

import type { Finding } from '../../operations/finding.ts';
import type { Operation, Progress } from '../../operations/operation.ts';
import type { Call, Makers } from '../makers.ts';
import type { Standing } from './execution.ts';
import type { Guard } from './guard.ts';
import type { QueryArgs, Readied } from './ready.ts';

import { Mutex } from 'async-mutex';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

import { queryLink, workgroupLink } from '../../lib/console-links.ts';
import { err, ok } from '../../lib/result.ts';
import { option, textLike, wholeText } from '../../operations/arguments.ts';
import { ended } from '../../operations/findings.ts';
import { ruleFinding } from '../../operations/quality-finding.ts';
import { budgetFinding } from '../../operations/query-budget.ts';
import { billOf, endedBadly, progressWords, rowsFinding } from '../../operations/query-finding.ts';
import { readWish } from '../../operations/query-wish.ts';
import { BYTES } from '../../operations/units.ts';
import { AwsRefusal, isPassing, orReport } from '../refusals.ts';
import { ESTIMATE_ASKS, estimateScan } from './estimate.ts';
import { cancelQuery, lookAt, readRows, standingOf, startQuery } from './execution.ts';
import { makeReady } from './ready.ts';
import { writeWhole } from './whole-result.ts';

const TEXT = textLike(/^[\s\S]{1,262144}$/, { expected: 'the name of a query, or SQL' });

/** Most queries end within this, and then nobody has to be told that they go on. */
const AT_ONCE_MS = 2_000;
const FIRST_LOOK_MS = 200;
const SHORTEST_PAUSE_MS = 1_000;
/** A card that changes more often would use up what Slack allows a workspace. */
const LONGEST_PAUSE_MS = 5_000;

const tokenShape = z.object({
  id: z.string(),
  since: z.number(),
  /** How many bytes were expected; null where nobody could say. */
  expected: z.number().nullable(),
});

/** The operation behind `/etl query`. */
export function createQuery({ longRead }: Makers, guard: Guard): Operation {
  // Each file has a thread with a memory of its own.
  const writing = new Mutex();
  return longRead<QueryArgs>({
    verb: 'query',
    summary: 'Asks Athena: a named query with its parameters, or SQL that only reads',
    arguments: {
      what: wholeText(TEXT, {
        summary: 'A query by name with its parameters, or SQL',
        example: '<name or SQL>',
      }),
      'up-to': option(BYTES, {
        summary: 'How much it may scan, where that is more than usual',
        example: '40GB',
      }),
    },
    asks: [
      ...ESTIMATE_ASKS,
      'athena:StartQueryExecution',
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:StopQueryExecution',
    ],
    // What it scans is paid for.
    unasked: false,
    // The rows are for who asked.
    shared: false,
    intent: () => 'Ask Athena',
    levelOf({ what }, { queries }) {
      const wish = queries === null ? null : readWish(what, queries);
      return wish === null || !wish.ok ? null : (wish.value.named?.level ?? queries?.adHoc ?? null);
    },
    links: (_, region, token) => [
      token === null ? workgroupLink(region, null) : queryLink(region, readToken(token).id),
    ],
    async objection(args, call) {
      const ready = await makeReady(args, guard, call);
      return ready.ok ? null : ready.error;
    },
    async start(args, call) {
      const ready = await makeReady(args, guard, call);
      if (!ready.ok) return ended(ready.error);
      // What may run already is not to be called too much now: it is asked for by its token, and stopped in time.
      if (call.mayHaveBegun === true) return begin(ready.value, null, call);
      const { checked, parameters, settings, upTo } = ready.value;
      const estimate = await estimateScan(checked, parameters, settings, call);
      const refused = budgetFinding(estimate, {
        settings,
        upTo,
        isSaid: args['up-to'] !== null,
        allowing: (most) => `/etl query ${args.what} --up-to ${most}`,
        now: call.clock(),
      });
      if (refused !== null) return ended(refused);
      const expected = estimate.kind === 'about' && estimate.bytes > 0 ? estimate.bytes : null;
      return begin(ready.value, expected, call);
    },
    async follow(args, call, token) {
      const ready = await makeReady(args, guard, call);
      if (ready.ok) return look(ready.value, readToken(token), call);
      // The configuration has changed since: what would have to be hidden in its rows nobody knows.
      await cancelQuery(readToken(token).id, call);
      return ended(ready.error);
    },
    async writeWhole(args, call, id, take) {
      const ready = await makeReady(args, guard, call);
      if (!ready.ok) return err(ready.error.summary);
      const { hidden } = ready.value.checked;
      return writing.runExclusive(async () => ok(await writeWhole(id, hidden, call, take)));
    },
    async cancel(_, call, token) {
      const { id } = readToken(token);
      await cancelQuery(id, call);
      const stopped = await orReport(standingOf(id, call));
      const { queries: settings } = call.estate;
      // What had failed by then is not billed.
      if (!stopped.ok || settings === null || stopped.value.state === 'failed') return null;
      return billOf(stopped.value.end, settings);
    },
  });
}

interface Token extends z.infer<typeof tokenShape> {}

function readToken(text: string): Token {
  return tokenShape.parse(JSON.parse(text));
}

async function begin(ready: Readied, expected: number | null, call: Call): Promise<Progress> {
  const id = await startQuery(ready, ready.settings, call);
  return atOnce(ready, { id, since: call.clock(), expected }, call);
}

/** Once it is begun, its token must not get lost: what cannot be looked at now is followed. */
async function atOnce(ready: Readied, token: Token, call: Call): Promise<Progress> {
  for (let pause = FIRST_LOOK_MS; ; pause *= 2) {
    const looked = await orReport(look(ready, token, call));
    if (!looked.ok && !isPassing(looked.error)) throw new AwsRefusal(looked.error, null);
    const progress = looked.ok ? looked.value : goingOn(token, looked.error.sentence, call);
    // However long a clock that was set back says: it is no longer than the pauses.
    const tookMs = Math.max(0, call.clock() - token.since);
    if (!looked.ok || progress.state === 'ended' || tookMs + pause > AT_ONCE_MS) return progress;
    await sleep(pause);
  }
}

async function look(ready: Readied, token: Token, call: Call): Promise<Progress> {
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

async function findingOf(
  { settings, upTo, checked, named }: Readied,
  standing: Exclude<Standing, { state: 'running' }>,
  { id }: Token,
  call: Call,
): Promise<Finding> {
  const more = { settings, links: [queryLink(call.clients.region, id)], now: call.clock() };
  if (standing.state === 'failed' || standing.state === 'stopped') return endedBadly(standing, more);
  const rows = await readRows(id, call);
  const { name, rule } = named ?? { name: 'query' };
  const brought = { ...more, end: standing.end, upTo, whole: { name, token: id } };
  return rule === undefined
    ? rowsFinding(rows, checked.hidden, brought)
    : ruleFinding({ name, rule }, rows, checked.hidden, brought);
}
