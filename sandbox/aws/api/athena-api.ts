/** Athena at the wire (AWS JSON 1.1, `AmazonAthena`): queries started, watched, stopped and read; workgroups. */

import type { EngineResult } from '../athena/engine.ts';
import type { ResultColumn } from '../athena/values.ts';
import type { Execution, WorkGroup } from '../athena.ts';
import type { Answer, Service } from './operation.ts';

import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';
import { operation, page, present, seconds } from './operation.ts';

// Limits from Athena's API reference.
const LONGEST_QUERY = 262_144;
const TOKEN_LENGTH = { least: 32, most: 128 } as const;
const LONGEST_PARAMETER = 1_024;
const MOST_REUSE_MINUTES = 10_080;
const DEFAULT_REUSE_MINUTES = 60;
const MOST_ROWS = 1_000;
const MOST_LISTED = 50;
const NO_DATABASE = 'default';
const CATALOG = 'AwsDataCatalog';
const PRIMARY = 'primary';

const id = z.string().regex(/\S+/).max(128);
const name = z.string().regex(/^[\w.-]{1,128}$/);
const nextToken = z.string().min(1).max(1_024).optional();

export const athenaService: Service = {
  name: 'athena',
  protocol: 'json',
  signingName: 'athena',
  target: 'AmazonAthena',
  invalidInputCode: 'InvalidRequestException',
  throttledCode: 'ThrottlingException',
  accessDeniedCode: 'AccessDeniedException',
  operations: {
    StartQueryExecution: operation(
      {
        QueryString: z
          .string()
          .min(1)
          .refine((sql) => Buffer.byteLength(sql) <= LONGEST_QUERY, {
            error: `Member must have length less than or equal to ${LONGEST_QUERY}`,
          }),
        ClientRequestToken: z.string().min(TOKEN_LENGTH.least).max(TOKEN_LENGTH.most).optional(),
        ExecutionParameters: z.array(z.string().min(1).max(LONGEST_PARAMETER)).min(1).optional(),
        QueryExecutionContext: z
          .strictObject({ Catalog: z.string().optional(), Database: z.string().min(1).max(255).optional() })
          .optional(),
        WorkGroup: name.optional(),
        ResultConfiguration: z
          .strictObject({
            OutputLocation: z
              .string()
              .regex(/^s3:\/\/[\w.-]+(?:\/.*)?$/, 'outputLocation is not a valid S3 path.')
              .optional(),
          })
          .optional(),
        ResultReuseConfiguration: z
          .strictObject({
            ResultReuseByAgeConfiguration: z
              .strictObject({
                Enabled: z.boolean(),
                MaxAgeInMinutes: z.int().min(0).max(MOST_REUSE_MINUTES).optional(),
              })
              .optional(),
          })
          .optional(),
      },
      async ({ athena }, input) => {
        const reuse = input.ResultReuseConfiguration?.ResultReuseByAgeConfiguration;
        const execution = await athena.start({
          sql: input.QueryString,
          catalog: input.QueryExecutionContext?.Catalog ?? CATALOG,
          database: (input.QueryExecutionContext?.Database ?? NO_DATABASE).toLowerCase(),
          parameters: input.ExecutionParameters ?? [],
          workGroup: input.WorkGroup ?? PRIMARY,
          outputLocation: input.ResultConfiguration?.OutputLocation ?? null,
          reuseMaxAgeMinutes:
            reuse?.Enabled === true ? (reuse.MaxAgeInMinutes ?? DEFAULT_REUSE_MINUTES) : null,
          token: input.ClientRequestToken ?? null,
        });
        return { QueryExecutionId: execution.id };
      },
    ),

    GetQueryExecution: operation({ QueryExecutionId: id }, ({ athena }, { QueryExecutionId }) => ({
      QueryExecution: wireExecution(athena.execution(QueryExecutionId)),
    })),

    BatchGetQueryExecution: operation(
      { QueryExecutionIds: z.array(id).min(1).max(MOST_LISTED) },
      ({ athena }, { QueryExecutionIds }) => {
        const found: Answer[] = [];
        const unprocessed: Answer[] = [];
        for (const wanted of QueryExecutionIds) {
          try {
            found.push(wireExecution(athena.execution(wanted)));
          } catch (error) {
            if (!(error instanceof AwsRefusal)) throw error;
            const { message } = error;
            unprocessed.push({ QueryExecutionId: wanted, ErrorCode: 'INVALID_INPUT', ErrorMessage: message });
          }
        }
        return { QueryExecutions: found, UnprocessedQueryExecutionIds: unprocessed };
      },
    ),

    GetQueryResults: operation(
      {
        QueryExecutionId: id,
        MaxResults: z.int().min(1).max(MOST_ROWS).optional(),
        NextToken: nextToken,
        QueryResultType: z.literal('DATA_ROWS').optional(),
      },
      ({ athena }, input) => {
        const result = athena.result(input.QueryExecutionId);
        const from = input.NextToken === undefined ? 0 : rowOf(input.NextToken, input.QueryExecutionId);
        const rows = rowsOf(result, from, input.MaxResults ?? MOST_ROWS);
        const to = from + rows.length;
        return present({
          UpdateCount: 0,
          ResultSet: {
            Rows: rows.map((row) => ({ Data: row.map((value) => present({ VarCharValue: value })) })),
            ResultSetMetadata: { ColumnInfo: result.columns.map(wireColumn) },
          },
          NextToken: to < rowCount(result) ? tokenOf(to, input.QueryExecutionId) : null,
        });
      },
    ),

    StopQueryExecution: operation({ QueryExecutionId: id }, ({ athena }, { QueryExecutionId }) => {
      athena.stop(QueryExecutionId);
      return {};
    }),

    ListQueryExecutions: operation(
      {
        WorkGroup: name.optional(),
        MaxResults: z.int().min(0).max(MOST_LISTED).optional(),
        NextToken: nextToken,
      },
      ({ athena }, input) => {
        const found = page(athena.executions(input.WorkGroup ?? PRIMARY), {
          token: input.NextToken,
          limit: input.MaxResults === undefined || input.MaxResults === 0 ? MOST_LISTED : input.MaxResults,
          idOf: (execution) => execution.id,
        });
        if (!found.knownToken) throw new AwsRefusal('InvalidRequestException', 'Invalid NextToken');
        return present({ QueryExecutionIds: found.items.map((one) => one.id), NextToken: found.nextToken });
      },
    ),

    GetWorkGroup: operation({ WorkGroup: name }, ({ athena }, { WorkGroup: wanted }) => ({
      WorkGroup: wireWorkGroup(athena.workGroup(wanted)),
    })),
  },
};

function wireExecution(execution: Execution): Answer {
  const { asked, statement, state, reason, error, submittedAt, startedAt, endedAt } = execution;
  return present({
    QueryExecutionId: execution.id,
    Query: asked.sql,
    StatementType: statement.type,
    SubstatementType: statement.subtype,
    ResultConfiguration: { OutputLocation: execution.outputLocation },
    ResultReuseConfiguration: {
      ResultReuseByAgeConfiguration: present({
        Enabled: asked.reuseMaxAgeMinutes !== null,
        MaxAgeInMinutes: asked.reuseMaxAgeMinutes,
      }),
    },
    QueryExecutionContext: { Database: asked.database, Catalog: asked.catalog.toLowerCase() },
    Status: present({
      State: state,
      StateChangeReason: reason,
      SubmissionDateTime: seconds(submittedAt),
      CompletionDateTime: endedAt === null ? null : seconds(endedAt),
      AthenaError:
        error === null
          ? null
          : {
              ErrorCategory: error.category,
              ErrorType: error.type,
              Retryable: error.category === 1,
              ErrorMessage: reason,
            },
    }),
    Statistics: present({
      EngineExecutionTimeInMillis: startedAt === null || endedAt === null ? null : endedAt - startedAt,
      DataScannedInBytes: execution.scannedBytes,
      TotalExecutionTimeInMillis: endedAt === null ? null : endedAt - submittedAt,
      QueryPlanningTimeInMillis: execution.planningMs,
      QueryQueueTimeInMillis: startedAt === null ? null : startedAt - submittedAt,
      ServiceProcessingTimeInMillis: endedAt === null ? null : 0,
      ResultReuseInformation: { ReusedPreviousResult: execution.reused },
    }),
    WorkGroup: asked.workGroup,
    EngineVersion: ENGINE_VERSION,
  });
}

const ENGINE_VERSION = {
  SelectedEngineVersion: 'AUTO',
  EffectiveEngineVersion: 'Athena engine version 3',
} as const;

function wireWorkGroup(workGroup: WorkGroup): Answer {
  return {
    Name: workGroup.name,
    State: 'ENABLED',
    Description: workGroup.description,
    CreationTime: seconds(workGroup.createdAt),
    Configuration: present({
      ResultConfiguration: { OutputLocation: workGroup.outputLocation },
      EnforceWorkGroupConfiguration: workGroup.enforced,
      PublishCloudWatchMetricsEnabled: true,
      BytesScannedCutoffPerQuery: workGroup.bytesScannedCutoff,
      RequesterPaysEnabled: false,
      EngineVersion: ENGINE_VERSION,
    }),
  };
}

function wireColumn({ name: column, type, precision, scale }: ResultColumn): Answer {
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: column,
    Label: column,
    Type: type,
    Precision: precision,
    Scale: scale,
    Nullable: 'UNKNOWN',
    CaseSensitive: type === 'varchar',
  };
}

/** The names of the columns are a row of their own, the first. */
function rowsOf(
  { columns, rows, headed }: EngineResult,
  from: number,
  limit: number,
): readonly (readonly (string | null)[])[] {
  if (!headed) return rows.slice(from, from + limit);
  const header = from === 0 ? [columns.map((column) => column.name)] : [];
  return [...header, ...rows.slice(Math.max(from - 1, 0), from + limit - 1)];
}

function rowCount({ rows, headed }: EngineResult): number {
  return rows.length + (headed ? 1 : 0);
}

function tokenOf(row: number, execution: string): string {
  return Buffer.from(`${execution}/${row}`).toString('base64url');
}

function rowOf(token: string, execution: string): number {
  const [owner, row] = Buffer.from(token, 'base64url').toString().split('/');
  if (owner !== execution || row === undefined || !/^\d{1,9}$/.test(row)) {
    throw new AwsRefusal('InvalidRequestException', 'Invalid NextToken');
  }
  return Number(row);
}
