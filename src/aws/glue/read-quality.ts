/** Reads what Glue Data Quality found lately of a pipeline: what was evaluated in its jobs, and of its tables on demand. */

import type {
  DataQualityResultDescription,
  DataQualityRuleResult,
  GetDataQualityResultResponse,
} from '@aws-sdk/client-glue';
import type { AwsCall } from '../../operations/calls.ts';
import type { GlueHalf, GlueResult, GlueResultListed, GlueRule } from '../../operations/glue-quality.ts';
import type { Call } from '../makers.ts';

import { redact } from '../../lib/redact.ts';
import { oneLine, truncate } from '../../lib/text.ts';
import { newestOf, oncePerRuleset } from '../../operations/glue-quality.ts';
import { inParallel } from '../in-parallel.ts';
import { answerOf, answerOrReport, orReport } from '../refusals.ts';

/** The calls that whoever reads it has to declare. */
export const QUALITY_ASKS = [
  'glue:ListDataQualityResults',
  'glue:GetDataQualityResult',
] as const satisfies readonly AwsCall[];

const DAY_MS = 86_400_000;
/** A check that is made once a week is of these. */
const DAYS = 8;
const PAGE_SIZE = 1_000;
const MOST_PAGES = 5;
const MESSAGE = 200;

/** The newest result of each ruleset; about the table where one is named. Of what is refused the sentence is told. */
export async function readQuality(table: string | null, call: Call): Promise<GlueHalf> {
  const listed = await orReport(listLately(call));
  if (!listed.ok) return { state: 'refused', because: listed.error.sentence };
  const { days, isCut, results: all } = listed.value;
  const wanted = newestOf(all, call.estate, table);
  const answers = await inParallel(wanted, call, (one) => readResult(one, call));
  const results = answers.flatMap((answer) => (answer.ok ? (answer.value ?? []) : []));
  const refused = [...new Set(answers.flatMap((answer) => (answer.ok ? [] : answer.error.sentence)))];
  const [because] = refused;
  if (because !== undefined && results.length === 0) return { state: 'refused', because };
  const cut = 'Glue has more results of one day than were listed, so that newer ones may be missing.';
  return {
    state: 'read',
    results: oncePerRuleset(results),
    days,
    missing: [...refused, ...(isCut ? [cut] : [])],
  };
}

interface Listed {
  readonly results: readonly GlueResultListed[];
  readonly days: number;
  readonly isCut: boolean;
}

/** Glue lists them in no order that it promises: where there are too many, those of one day. Throws `AwsRefusal`. */
async function listLately(call: Call): Promise<Listed> {
  const all = await listSince(DAYS, call);
  return all.isCut ? listSince(1, call) : all;
}

async function listSince(days: number, { clients, clock, signal }: Call): Promise<Listed> {
  const results: GlueResultListed[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { Results = [], NextToken } = await answerOf(
      clients.glue.listDataQualityResults(
        {
          Filter: { StartedAfter: new Date(clock() - days * DAY_MS) },
          MaxResults: PAGE_SIZE,
          NextToken: token,
        },
        { abortSignal: signal },
      ),
      { doing: 'list the results of Glue Data Quality', action: 'glue:ListDataQualityResults' },
    );
    results.push(...Results.map(listedOf));
    if (NextToken === undefined || NextToken === '') return { results, days, isCut: false };
    token = NextToken;
  }
  return { results, days, isCut: true };
}

/** Null for one that has expired since it was listed. */
async function readResult(listed: GlueResultListed, { clients, signal }: Call) {
  const answer = await answerOrReport(
    clients.glue.getDataQualityResult({ ResultId: listed.id }, { abortSignal: signal }),
    { doing: 'read a result of Glue Data Quality', action: 'glue:GetDataQualityResult' },
  );
  if (answer.ok) return { ok: true as const, value: resultOf(listed, answer.value) };
  return answer.error.kind === 'not-found' ? { ok: true as const, value: null } : answer;
}

function listedOf({
  ResultId = '',
  DataSource,
  JobName,
  JobRunId = '',
  StartedOn,
}: DataQualityResultDescription): GlueResultListed {
  const { DatabaseName, TableName } = DataSource?.GlueTable ?? DataSource?.DataQualityGlueTable ?? {};
  return {
    id: ResultId,
    table: TableName === undefined ? null : `${DatabaseName}.${TableName}`,
    job: JobName === undefined ? null : { name: JobName, run: JobRunId },
    startedAt: StartedOn?.getTime() ?? 0,
  };
}

function resultOf(
  listed: GlueResultListed,
  { RulesetName, EvaluationContext, Score, RuleResults = [] }: GetDataQualityResultResponse,
): GlueResult {
  const name = RulesetName ?? EvaluationContext ?? listed.job?.name ?? listed.table ?? listed.id;
  return { ...listed, name, score: Score ?? null, rules: RuleResults.map(ruleOf) };
}

function ruleOf({ Name = '', Description, EvaluationMessage = '', Result }: DataQualityRuleResult): GlueRule {
  return {
    rule: told(Description ?? Name),
    verdict: Result === 'PASS' ? 'ok' : Result === 'FAIL' ? 'fail' : 'unknown',
    message: told(EvaluationMessage),
  };
}

function told(text: string): string {
  return truncate(oneLine(redact(text)), MESSAGE);
}
