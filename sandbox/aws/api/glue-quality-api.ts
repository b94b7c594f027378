/** Glue Data Quality at the wire, as far as its results are read. */

import type { QualityResult, QualityRuleResult } from '../glue-quality.ts';
import type { Answer, Operation } from './operation.ts';

import { z } from 'zod';

import { scoreOf } from '../glue-quality.ts';
import { glueName as name, gluePage, nextToken } from './glue-page.ts';
import { operation, present, seconds } from './operation.ts';

// Default and greatest page size of ListDataQualityResults.
const RESULTS_PAGE = 100;
const MOST_RESULTS = 1_000;

const table = z.strictObject({ DatabaseName: name, TableName: name });
const filter = z.strictObject({
  DataSource: z.strictObject({ GlueTable: table }).optional(),
  JobName: name.optional(),
  JobRunId: name.optional(),
  StartedAfter: z.number().optional(),
  StartedBefore: z.number().optional(),
});

export const qualityOperations: Readonly<Record<string, Operation>> = {
  ListDataQualityResults: operation(
    {
      Filter: filter.optional(),
      NextToken: nextToken,
      MaxResults: z.int().min(1).max(MOST_RESULTS).optional(),
    },
    ({ quality }, { Filter = {}, NextToken, MaxResults }) => {
      const wanted = quality.results().filter((result) => isWanted(result, Filter));
      const found = gluePage(wanted, NextToken, MaxResults ?? RESULTS_PAGE, ({ id }) => id);
      return present({ Results: found.items.map(wireDescription), NextToken: found.nextToken });
    },
  ),

  GetDataQualityResult: operation({ ResultId: name }, ({ quality }, { ResultId }) =>
    wireResult(quality.result(ResultId)),
  ),
};

function isWanted({ table: of, job, startedAt }: QualityResult, wanted: z.infer<typeof filter>): boolean {
  const { DataSource, JobName, JobRunId, StartedAfter, StartedBefore } = wanted;
  const source = DataSource?.GlueTable;
  return (
    (source === undefined || (of?.database === source.DatabaseName && of.name === source.TableName)) &&
    (JobName === undefined || job?.name === JobName) &&
    (JobRunId === undefined || job?.run === JobRunId) &&
    (StartedAfter === undefined || seconds(startedAt) > StartedAfter) &&
    (StartedBefore === undefined || seconds(startedAt) < StartedBefore)
  );
}

function wireDescription({ id, table: of, job, startedAt }: QualityResult): Answer {
  return present({
    ResultId: id,
    DataSource: wireSource(of),
    JobName: job?.name,
    JobRunId: job?.run,
    StartedOn: seconds(startedAt),
  });
}

function wireResult(result: QualityResult): Answer {
  return present({
    ...wireDescription(result),
    Score: scoreOf(result),
    RulesetName: result.ruleset,
    EvaluationContext: result.job?.context,
    CompletedOn: seconds(result.completedAt),
    RuleResults: result.rules.map(wireRule),
  });
}

function wireRule({
  name: Name,
  description: Description,
  result: Result,
  message,
}: QualityRuleResult): Answer {
  return present({ Name, Description, EvaluationMessage: message, Result });
}

function wireSource(of: QualityResult['table']): Answer | null {
  return of === null ? null : { GlueTable: { DatabaseName: of.database, TableName: of.name } };
}
