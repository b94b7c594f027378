/**
 * `query <name> [k=v…]` and `query <SQL>`: asks Athena what only reads; rules of quality have names too. A statement is
 * sent when the guard has read it, followed by its id, and stopped when it scans more than was allowed, or when by a changed
 * configuration it would not be sent any more. What it brings is for who asked.
 */

import type { Operation } from '../../operations/operation.ts';
import type { Makers } from '../makers.ts';
import type { Guard } from './guard.ts';
import type { QueryArgs } from './ready.ts';

import { Mutex } from 'async-mutex';

import { queryLink, recentQueriesLink, workgroupLink } from '../../lib/console-links.ts';
import { err, ok } from '../../lib/result.ts';
import { option, textLike, wholeText } from '../../operations/arguments.ts';
import { budgetFinding } from '../../operations/query-budget.ts';
import { billOf } from '../../operations/query-finding.ts';
import { readWish } from '../../operations/query-wish.ts';
import { BYTES } from '../../operations/units.ts';
import { orReport } from '../refusals.ts';
import { ESTIMATE_ASKS, estimateScan } from './estimate.ts';
import { cancelQuery, standingOf, startQuery } from './execution.ts';
import { atOnce, lookFor, readToken, readWholeToken, stillReady } from './follow-query.ts';
import { digestOf, letterOf, readLetter } from './letter.ts';
import { makeReady, notSent } from './ready.ts';
import { writeWhole } from './whole-result.ts';

const TEXT = textLike(/^[\s\S]{1,262144}$/, { expected: 'the name of a query, or SQL' });

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
      return ready.ok ? null : notSent(ready.error, call);
    },
    async write(args, call) {
      const ready = await makeReady(args, guard, call);
      if (!ready.ok) return { state: 'ended', finding: notSent(ready.error, call) };
      const { checked, parameters, settings, upTo } = ready.value;
      const estimate = await estimateScan(checked, parameters, settings, call);
      const refused = budgetFinding(estimate, {
        settings,
        upTo,
        isSaid: args['up-to'] !== null,
        isUnasked: call.by.kind === 'handrail',
        allowing: (most) => `/etl query ${args.what} --up-to ${most}`,
        now: call.clock(),
      });
      if (refused !== null) return { state: 'ended', finding: refused };
      const expected = estimate.kind === 'about' && estimate.bytes > 0 ? estimate.bytes : null;
      return { state: 'written', letter: JSON.stringify(letterOf(ready.value, expected)) };
    },
    async send(args, call, text) {
      const letter = readLetter(text);
      const id = await startQuery(letter, call);
      const { expected } = letter;
      const token = { id, digest: digestOf(letter), since: call.clock(), expected };
      const ready = await stillReady(args, guard, call, token);
      return atOnce(token, call, () => lookFor(ready, token, call));
    },
    sentTo(text, region) {
      const { workgroup } = readLetter(text);
      const links = [recentQueriesLink(region), workgroupLink(region, workgroup)];
      return { words: `the recent queries of workgroup ${workgroup}`, links };
    },
    async follow(args, call, text) {
      const token = readToken(text);
      return lookFor(await stillReady(args, guard, call, token), token, call);
    },
    async writeWhole(args, call, text, take) {
      const { id, digest } = readWholeToken(text);
      const ready = await stillReady(args, guard, call, { digest });
      if (!ready.ok) return err(`By now it would not be sent. ${ready.error}`);
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
