/**
 * `query <name> [k=v…]` and `query <SQL>`: asks Athena what only reads. A statement is sent when the guard has read it, and
 * stopped when it scans more than was allowed. The rows go to who asked.
 */

import type { Finding } from '../../operations/finding.ts';
import type { Operation } from '../../operations/operation.ts';
import type { QuerySettings } from '../../operations/query-settings.ts';
import type { SqlRefusal } from '../../queries/refusal.ts';
import type { Call, Makers } from '../makers.ts';
import type { Ended } from './execution.ts';
import type { Guard } from './guard.ts';

import { queryLink, workgroupLink } from '../../lib/console-links.ts';
import { option, textLike, wholeText } from '../../operations/arguments.ts';
import { finding } from '../../operations/findings.ts';
import { costWords, rowsFinding } from '../../operations/query-finding.ts';
import { readWish, type QueryWish } from '../../operations/query-wish.ts';
import { BYTES, bytesText } from '../../operations/units.ts';
import { bindParameters } from '../../queries/parameters.ts';
import { ESTIMATE_ASKS } from './estimate.ts';
import { readRows, startQuery, untilEnded } from './execution.ts';

const TEXT = textLike(/^[\s\S]{1,262144}$/, { expected: 'the name of a query, or SQL' });

/** Longer than any timeout of the configuration. */
const LONGEST_MS = 15 * 60_000;

/** The operation behind `/etl query`. */
export function createQuery({ read }: Makers, guard: Guard): Operation {
  return read({
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
    limitMs: LONGEST_MS,
    intent: () => 'Ask Athena',
    levelOf({ what }, { queries }) {
      const wish = queries === null ? null : readWish(what, queries);
      return wish === null || !wish.ok ? null : (wish.value.named?.level ?? queries?.adHoc ?? null);
    },
    links: (_, region) => [workgroupLink(region, null)],
    async look({ what, 'up-to': upTo }, call) {
      const { queries: settings, pipeline } = call.estate;
      if (settings === null) return notConfigured(pipeline, call);
      const wish = readWish(what, settings);
      if (!wish.ok) return notSent(wish.error, call);
      return ask(wish.value, { settings, upTo: upTo ?? settings.runUpTo }, { guard, call });
    },
  });
}

async function ask(
  { sql, named, values }: QueryWish,
  { settings, upTo }: { readonly settings: QuerySettings; readonly upTo: number },
  { guard, call }: { readonly guard: Guard; readonly call: Call },
): Promise<Finding> {
  if (upTo > settings.askUpTo)
    return notSent(
      `Expected --up-to of at most ${bytesText(settings.askUpTo)}, as athena.ask_up_to says, got ${bytesText(upTo)}. Read fewer partitions.`,
      call,
    );
  const bound = bindParameters(named?.parameters ?? [], values);
  if (!bound.ok) return notSent(bound.error, call);
  const decided = await guard.decide(sql, {
    catalogs: settings.catalogs,
    databases: settings.databases,
    defaultDatabase: settings.databases[0],
    mask: settings.mask,
  });
  if (!decided.ok) return refusedSql(decided.error, call);
  if (decided.value.parameters !== bound.value.length)
    return notSent(
      `Expected a value for each of ${decided.value.parameters} question marks, got ${bound.value.length}.`,
      call,
    );
  const id = await startQuery({ sql, parameters: bound.value }, settings, call);
  const links = [queryLink(call.clients.region, id)];
  const ended = await untilEnded(id, { ...settings, upTo }, call);
  if (ended.state !== 'succeeded') return endedBadly(ended, settings, { links, trueAt: call.clock() });
  const rows = await readRows(id, call);
  return rowsFinding(rows, decided.value.hidden, { end: ended.end, settings, links, now: call.clock() });
}

function endedBadly(
  { state, because, end }: Exclude<Ended, { state: 'succeeded' }>,
  settings: QuerySettings,
  more: Pick<Finding, 'links' | 'trueAt'>,
): Finding {
  const what = state === 'failed' ? 'Athena refused it' : 'It was stopped';
  const hint =
    state === 'stopped' && end.scannedBytes > 0
      ? ' Read fewer partitions: name their days in WHERE. Or allow more with --up-to.'
      : '';
  return finding({
    verdict: 'fail',
    summary: `${what}: ${because}. ${costWords(end, settings)}.${hint}`,
    ...more,
  });
}

function refusedSql({ sentence, at, hint }: SqlRefusal, call: Call): Finding {
  const where = at === null ? '' : ` (line ${at.line}, column ${at.column})`;
  return notSent(`${sentence.replace(/\.$/, '')}${where}. ${hint}`, call);
}

function notSent(because: string, { clock }: Call): Finding {
  return finding({
    verdict: 'fail',
    summary: `Not sent. ${because}`,
    trueAt: clock(),
    next: ['/etl queries'],
  });
}

function notConfigured(pipeline: string | null, { clock }: Call): Finding {
  const where = pipeline === null ? 'pipelines.<name>.athena' : `pipelines.${pipeline}.athena`;
  return finding({
    verdict: 'unknown',
    summary: `Athena is not configured here. Write workgroup and databases under ${where} in the configuration.`,
    trueAt: clock(),
  });
}
