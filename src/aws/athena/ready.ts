/** What is wanted of Athena, made ready to be sent: read, bound, and decided on by the guard; or why it is not sent. */

import type { Result } from '../../lib/result.ts';
import type { Finding } from '../../operations/finding.ts';
import type { NamedQuery, QuerySettings } from '../../operations/query-settings.ts';
import type { Checked } from '../../queries/check.ts';
import type { SqlRefusal } from '../../queries/refusal.ts';
import type { Call } from '../makers.ts';
import type { Guard } from './guard.ts';

import { err, ok } from '../../lib/result.ts';
import { finding } from '../../operations/findings.ts';
import { readWish, usageOf } from '../../operations/query-wish.ts';
import { bytesText } from '../../operations/units.ts';
import { bindParameters } from '../../queries/parameters.ts';

export interface QueryArgs {
  readonly what: string;
  readonly 'up-to': number | null;
}

export interface Readied {
  readonly settings: QuerySettings;
  readonly sql: string;
  /** Null for what was typed. */
  readonly named: NamedQuery | null;
  /** For its question marks in order, as literals. */
  readonly parameters: readonly string[];
  readonly checked: Checked;
  /** The most bytes that it may scan. */
  readonly upTo: number;
}

/** Decides without asking AWS anything; the error is what who asked is told. */
export async function makeReady(
  { what, 'up-to': given }: QueryArgs,
  guard: Guard,
  call: Call,
): Promise<Result<Readied, Finding>> {
  const { queries: settings, pipeline } = call.estate;
  if (settings === null) return err(notConfigured(pipeline, call));
  const wish = readWish(what, settings);
  if (!wish.ok) return err(notSent(wish.error, call));
  const { sql, named, values } = wish.value;
  const upTo = given ?? settings.runUpTo;
  if (upTo > settings.askUpTo)
    return err(
      notSent(
        `Expected --up-to of at most ${bytesText(settings.askUpTo)}, as athena.ask_up_to says, got ${bytesText(upTo)}. Read fewer partitions.`,
        call,
      ),
    );
  const bound = bindParameters(named?.parameters ?? [], values);
  if (!bound.ok) {
    const write = named === null ? '' : ` Write /etl query ${usageOf(named)}.`;
    return err(notSent(`${bound.error}${write}`, call));
  }
  const decided = await guard.decide(sql, {
    catalogs: settings.catalogs,
    databases: settings.databases,
    defaultDatabase: settings.databases[0],
    mask: settings.mask,
  });
  if (!decided.ok) return err(refusedSql(decided.error, call));
  const checked = decided.value;
  if (checked.parameters !== bound.value.length)
    return err(
      notSent(
        `Expected a value for each of ${checked.parameters} question marks, got ${bound.value.length}.`,
        call,
      ),
    );
  return ok({ settings, sql, named, parameters: bound.value, checked, upTo });
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
