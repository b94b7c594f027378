/**
 * `quality [table]`: asks all rules of quality as queries of Athena, a few at once, and beside them what Glue Data Quality
 * found. Each rule answers one number, so that all of it is for everybody.
 */

import type { Finding } from '../../operations/finding.ts';
import type { Operation, Progress } from '../../operations/operation.ts';
import type { Call, Makers } from '../makers.ts';
import type { Guard } from './guard.ts';
import type { Work } from './rules-under-way.ts';
import type { QualityArgs } from './write-rules.ts';

import { recentQueriesLink, workgroupLink } from '../../lib/console-links.ts';
import { option, optional, textLike } from '../../operations/arguments.ts';
import { ended } from '../../operations/findings.ts';
import { noneCalled } from '../../operations/nearest.ts';
import { billOfAll } from '../../operations/quality-report.ts';
import { hasUnlisted, isTable, knownTables } from '../../operations/quality-rules.ts';
import { BYTES } from '../../operations/units.ts';
import { QUALITY_ASKS } from '../glue/read-quality.ts';
import { carryOn, stopAll, writtenDown, type Turn } from './carry-on-rules.ts';
import { ESTIMATE_ASKS } from './estimate.ts';
import { findingOf } from './quality-halves.ts';
import { allowedBytes, notSent } from './ready.ts';
import { isDone, readWork, workWords } from './rules-under-way.ts';
import { writeRules } from './write-rules.ts';

const TABLE = textLike(/^[\w.-]{1,255}$/, { expected: 'the name of a table such as users' });
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;

/** The operation behind `/etl quality`. */
export function createQuality({ longRead }: Makers, guard: Guard): Operation {
  return longRead<QualityArgs>({
    verb: 'quality',
    summary: 'Whether the data is good: the rules of quality, and what Glue Data Quality found',
    arguments: {
      table: optional(TABLE, { summary: 'Only what is about this table', example: '<table>' }),
      'up-to': option(BYTES, {
        summary: 'How much all rules together may scan, where that is more than usual',
        example: '40GB',
      }),
    },
    asks: [
      ...ESTIMATE_ASKS,
      ...QUALITY_ASKS,
      'athena:StartQueryExecution',
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:StopQueryExecution',
    ],
    intent: ({ table }) => (table === null ? 'Ask the rules of quality' : `Ask the rules about ${table}`),
    links: (_, region) => [workgroupLink(region, null)],
    async objection(args, call) {
      return refusalOf(args, call);
    },
    async write(args, call) {
      const refused = refusalOf(args, call);
      return refused === null ? writeRules(args, guard, call) : { state: 'ended', finding: refused };
    },
    async send(args, call, text) {
      // Nothing more is written down: who learns by this what was sent only wants to stop it.
      return progressOf(await carryOn(readWork(text), { guard, upTo: args['up-to'] }, call), args, call);
    },
    sentTo(text, region) {
      const [workgroup = ''] = readWork(text).rules.flatMap((rule) =>
        rule.state === 'sending' ? [rule.letter.workgroup] : [],
      );
      const links = [recentQueriesLink(region), workgroupLink(region, workgroup)];
      return { words: `the recent queries of workgroup ${workgroup}`, links };
    },
    async follow(args, call, text) {
      const carrying = { guard, upTo: args['up-to'] };
      const { work, trouble } = await carryOn(readWork(text), carrying, call);
      return progressOf({ work: await writtenDown(work, carrying, call), trouble }, args, call);
    },
    async cancel(_, call, text) {
      const outcomes = await stopAll(readWork(text), call);
      const { queries: settings } = call.estate;
      return settings === null ? null : billOfAll(outcomes, settings);
    },
  });
}

async function progressOf({ work, trouble }: Turn, { table }: QualityArgs, call: Call): Promise<Progress> {
  if (isDone(work)) return ended(await findingOf(work, table, call));
  const { clients, clock, estate } = call;
  return {
    state: 'running',
    token: JSON.stringify(work),
    summary: trouble === null ? workWords(work) : `${workWords(work)}. ${trouble}`,
    links: [workgroupLink(clients.region, estate.queries?.workgroup ?? null)],
    afterMs: pauseOf(work, trouble, clock()),
  };
}

/** What was written down is sent as soon as the run has kept it. */
function pauseOf({ rules }: Work, trouble: string | null, now: number): number {
  if (trouble !== null) return LONGEST_PAUSE_MS;
  if (rules.some(({ state }) => state === 'sending')) return 0;
  const oldest = Math.min(now, ...rules.flatMap((rule) => (rule.state === 'asked' ? [rule.since] : [])));
  return Math.min(Math.max(SHORTEST_PAUSE_MS, (now - oldest) / 4), LONGEST_PAUSE_MS);
}

/** Why nothing of it is even looked at, as far as the configuration says it. */
function refusalOf({ table, 'up-to': upTo }: QualityArgs, call: Call): Finding | null {
  const { clients, clock, estate } = call;
  const { queries: settings } = estate;
  const known = knownTables(estate);
  if (table !== null && !hasUnlisted(estate) && !known.some((one) => isTable(one, table)))
    return noneCalled(table, {
      what: 'table',
      known,
      verb: 'quality',
      trueAt: clock(),
      links: [workgroupLink(clients.region, settings?.workgroup ?? null)],
    });
  if (settings === null) return null;
  const allowed = allowedBytes(upTo, settings);
  return allowed.ok ? null : notSent(allowed.error, call);
}
