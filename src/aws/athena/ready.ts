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

/** Why it is not sent, or would not be sent by now. */
export interface Refused {
  readonly verdict: 'fail' | 'unknown';
  /** Sentences. */
  readonly because: string;
}

/** Decides without asking AWS anything. */
export async function makeReady(
  { what, 'up-to': given }: QueryArgs,
  guard: Guard,
  call: Call,
): Promise<Result<Readied, Refused>> {
  const { queries: settings, pipeline } = call.estate;
  if (settings === null) return err(notConfigured(pipeline));
  const wish = readWish(what, settings);
  if (!wish.ok) return err(refused(wish.error));
  const { sql, named, values } = wish.value;
  const upTo = allowedBytes(given, settings);
  if (!upTo.ok) return upTo;
  const bound = bindParameters(named?.parameters ?? [], values);
  if (!bound.ok) {
    const write = named === null ? '' : ` Write /etl query ${usageOf(named)}.`;
    return err(refused(`${bound.error}${write}`));
  }
  const decided = await guard.decide(sql, {
    catalogs: settings.catalogs,
    databases: settings.databases,
    defaultDatabase: settings.databases[0],
    mask: settings.mask,
  });
  if (!decided.ok) return err(refused(sqlWords(decided.error)));
  const checked = decided.value;
  if (checked.parameters !== bound.value.length)
    return err(
      refused(
        `Expected a value for each of ${checked.parameters} question marks, got ${bound.value.length}.`,
      ),
    );
  return ok({ settings, sql, named, parameters: bound.value, checked, upTo: upTo.value });
}

/** How much may be scanned where so much is asked for; what the configuration says where nobody says it. */
export function allowedBytes(
  given: number | null,
  { runUpTo, askUpTo }: Pick<QuerySettings, 'runUpTo' | 'askUpTo'>,
): Result<number, Refused> {
  const upTo = given ?? runUpTo;
  if (upTo <= askUpTo) return ok(upTo);
  return err(
    refused(
      `Expected --up-to of at most ${bytesText(askUpTo)}, as athena.ask_up_to says, got ${bytesText(upTo)}. Read fewer partitions.`,
    ),
  );
}

/** What who asked is told of what is not sent. */
export function notSent({ verdict, because }: Refused, { clock }: Call): Finding {
  if (verdict === 'unknown') return finding({ verdict, summary: because, trueAt: clock() });
  return finding({
    verdict,
    summary: `Not sent. ${because}`,
    trueAt: clock(),
    next: ['/etl queries'],
  });
}

function sqlWords({ sentence, at, hint }: SqlRefusal): string {
  const where = at === null ? '' : ` (line ${at.line}, column ${at.column})`;
  return `${sentence.replace(/\.$/, '')}${where}. ${hint}`;
}

function refused(because: string): Refused {
  return { verdict: 'fail', because };
}

function notConfigured(pipeline: string | null): Refused {
  const where = pipeline === null ? 'pipelines.<name>.athena' : `pipelines.${pipeline}.athena`;
  return {
    verdict: 'unknown',
    because: `Athena is not configured here. Write workgroup and databases under ${where} in the configuration.`,
  };
}
