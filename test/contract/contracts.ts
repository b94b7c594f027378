/**
 * What every verb that reads has to tell of the pipeline, whoever plays AWS: its verdict, the columns of its table and the
 * cells that nobody makes up. Where moto is known to play something else, it stands here with the reason.
 */

import type { Arguments } from '../../src/operations/arguments.ts';
import type { AwsCall } from '../../src/operations/calls.ts';
import type { Estate } from '../../src/operations/estate.ts';
import type { Verdict } from '../../src/operations/finding.ts';

import { ABSENT, CDC, DATABASE, FAILING_JOB, JOB, LAKE_TABLE, ROWS, TABLE } from './pipeline.ts';

export interface Told {
  readonly verdict: Verdict;
  /** Null where there is no table. */
  readonly columns: readonly string[] | null;
  /** The cells of the columns that `compared` names. */
  readonly rows: readonly (readonly string[])[];
  /** Part of its summary, where no table says it. */
  readonly says?: string;
}

export interface Contract {
  readonly verb: string;
  /** Whose it is asked for; `ESTATE` when absent. */
  readonly of?: Estate;
  /** What stands behind the verb; the run is that of `JOB`. */
  readonly args: (run: string) => Arguments;
  /** The columns whose cells are the same everywhere. */
  readonly compared: readonly string[];
  readonly told: Told;
  /** What moto tells instead, and why. */
  readonly onMoto?: { readonly because: string; readonly told: Told };
}

/** Calls that verbs make and moto refuses. */
export const MOTO_REFUSES: readonly AwsCall[] = [
  'athena:BatchGetQueryExecution',
  'cloudtrail:LookupEvents',
  'cloudwatch:DescribeAlarmHistory',
  'glue:ListDataQualityResults',
];

/** Calls that moto is not asked, since it refuses the list that names what they are about. */
export const BEHIND_REFUSED: readonly AwsCall[] = ['glue:GetDataQualityResult'];

/** Calls that no contract brings about: nothing here takes long enough to be stopped. */
export const NEVER_ASKED: readonly AwsCall[] = ['athena:StopQueryExecution'];

/** Those that only a run that failed brings about, and no run of moto fails; they are made beneath the verb. */
export const BENEATH: readonly AwsCall[] = ['logs:DescribeLogStreams', 'glue:GetJob'];

const NO_FAILURE = 'no run of moto ever fails';
const NO_TABLE = { columns: null, rows: [] } as const;
const NO_BATCH = 'it does not tell of several queries at once';
const COST_COLUMNS = ['What', 'This month', 'By its end', 'Limit', 'Yesterday', 'Usual day', 'Made of'];
const COST_ROWS = [['All together'], ['Storage'], ['Storage: silver'], ['Glue'], [`Glue: ${JOB}`]];
const RUN_COLUMNS = ['Started', 'Ended', 'Took', 'Attempt', 'Workers', 'DPU h'];

export const CONTRACTS: readonly Contract[] = [
  {
    verb: 'health',
    args: () => ({}),
    compared: ['Stage', 'What', 'How it is'],
    told: {
      verdict: 'fail',
      columns: ['Stage', 'What', 'How it is', 'Since'],
      rows: [
        ['silver', 'silver-late', 'fires'],
        ['ingestion', `function ${CDC}`, 'fails'],
      ],
    },
  },
  {
    verb: 'alarms',
    args: () => ({}),
    compared: ['Alarm', 'State', 'Reaches somebody', 'When it fires'],
    told: {
      verdict: 'fail',
      columns: ['Alarm', 'State', 'Since', 'Reaches somebody', 'When it fires'],
      rows: [
        ['silver-late', 'fires', 'yes', '> 5 in 5m of LateMinutes'],
        ['bronze-late', 'ok', 'yes', '> 5 in 5m of LateMinutes'],
      ],
    },
  },
  {
    verb: 'alarms',
    args: () => ({ name: 'silver-late' }),
    compared: ['What'],
    told: { verdict: 'fail', columns: ['When', 'What'], rows: [['fires']] },
    onMoto: { because: 'it keeps no history of alarms', told: { verdict: 'fail', ...NO_TABLE } },
  },
  {
    verb: 'jobs',
    args: () => ({}),
    compared: ['Job', '7 days'],
    told: {
      verdict: 'ok',
      columns: ['Job', 'How it is', 'Last run', 'Took', '7 days', 'DPU h'],
      rows: [[JOB, '1 of 1']],
    },
  },
  {
    verb: 'runs',
    args: () => ({ job: JOB }),
    compared: ['Ended', 'Attempt'],
    told: { verdict: 'ok', columns: RUN_COLUMNS, rows: [['succeeded', '1']] },
  },
  {
    verb: 'runs',
    args: () => ({ job: FAILING_JOB }),
    compared: ['Ended', 'Attempt'],
    told: { verdict: 'fail', columns: RUN_COLUMNS, rows: [['failed', '1']] },
    onMoto: {
      because: NO_FAILURE,
      told: { verdict: 'ok', columns: RUN_COLUMNS, rows: [['succeeded', '1']] },
    },
  },
  {
    verb: 'logs',
    args: (run) => ({ job: JOB, run }),
    compared: [],
    told: { verdict: 'warn', ...NO_TABLE, says: `${JOB} has not failed: its run succeeded` },
  },
  {
    verb: 'logs',
    args: () => ({ job: FAILING_JOB }),
    compared: [],
    told: { verdict: 'ok', ...NO_TABLE, says: 'out of memory' },
    onMoto: {
      because: NO_FAILURE,
      told: { verdict: 'warn', ...NO_TABLE, says: `${FAILING_JOB} has not failed` },
    },
  },
  {
    verb: 'logs',
    args: () => ({ job: CDC, kind: 'function' }),
    compared: [],
    told: { verdict: 'ok', ...NO_TABLE, says: "Cause: script error: KeyError: 'user_id'" },
  },
  {
    verb: 'logs',
    args: () => ({ job: CDC, kind: 'stream' }),
    compared: ['Count', 'Code', 'Message'],
    told: {
      verdict: 'ok',
      columns: ['Count', 'Code', 'Last', 'Message'],
      rows: [['1', 'S3.AccessDenied', 'Access was denied.']],
    },
  },
  {
    verb: 'runs',
    args: () => ({ job: 'silver-user' }),
    compared: [],
    told: { verdict: 'fail', ...NO_TABLE, says: `The nearest: ${JOB}.` },
  },
  {
    verb: 'logs',
    args: () => ({ job: 'nobody', kind: 'function' }),
    compared: [],
    told: { verdict: 'unknown', ...NO_TABLE, says: 'There is no log group /aws/lambda/nobody here' },
  },
  {
    verb: 'ingestion',
    args: () => ({}),
    compared: ['Part', 'How it is'],
    told: {
      verdict: 'warn',
      columns: ['Part', 'How it is', 'Since', 'Figure'],
      rows: [
        [`function ${CDC}`, 'fails'],
        [`table ${TABLE}`, 'stream on'],
        [`delivery stream ${CDC}`, 'delivers in time'],
      ],
    },
  },
  {
    verb: 'lake',
    args: () => ({}),
    compared: ['Layer', 'Table', 'Late'],
    told: {
      verdict: 'ok',
      columns: ['Layer', 'Table', 'Newest', 'Late', 'Size', 'Growth', 'Small files'],
      rows: [['silver', LAKE_TABLE, '']],
    },
  },
  {
    verb: 'ingestion',
    of: ABSENT,
    args: () => ({}),
    compared: ['Part', 'How it is'],
    told: {
      verdict: 'fail',
      columns: ['Part', 'How it is', 'Since', 'Figure'],
      rows: ['table nobody', 'delivery stream nobody', 'function nobody'].map((part) => [
        part,
        'does not exist here',
      ]),
    },
  },
  {
    verb: 'lake',
    of: ABSENT,
    args: () => ({}),
    compared: ['Layer', 'Table'],
    told: {
      verdict: 'unknown',
      columns: ['Layer', 'Table', 'Newest', 'Late', 'Size', 'Growth', 'Small files'],
      rows: [['ingestion', '']],
    },
  },
  {
    verb: 'schema',
    args: () => ({}),
    compared: ['Table', 'Last change', '30 days'],
    told: {
      verdict: 'ok',
      columns: ['Table', 'Last change', 'When', 'Fits', '30 days', 'Version'],
      rows: [[`${DATABASE}.${LAKE_TABLE}`, 'none known', '0']],
    },
  },
  {
    verb: 'schema',
    args: () => ({ table: LAKE_TABLE }),
    compared: ['What changed', 'Fits', 'Who'],
    told: {
      verdict: 'ok',
      columns: ['When', 'What changed', 'Fits', 'Who', 'Version'],
      rows: [['made with 2 columns', '', '']],
    },
  },
  {
    verb: 'schema',
    of: ABSENT,
    args: () => ({}),
    compared: [],
    told: { verdict: 'fail', ...NO_TABLE, says: 'AWS does not know it' },
  },
  {
    verb: 'changes',
    args: () => ({}),
    // All of it was made just now, in an order of its own: a job, its script, a table, a function, what feeds it.
    compared: ['Who'],
    told: {
      verdict: 'ok',
      columns: ['When', 'What changed', 'Who', 'More'],
      rows: Array.from({ length: 5 }, () => ['not known']),
      says: '5 changes in 7d, the last ',
    },
  },
  {
    verb: 'changes',
    of: ABSENT,
    args: () => ({}),
    compared: [],
    told: { verdict: 'fail', ...NO_TABLE, says: 'function nobody does not exist here' },
  },
  {
    verb: 'quality',
    args: () => ({}),
    compared: ['Rule', 'How it is', 'Table'],
    told: {
      verdict: 'fail',
      columns: ['Rule', 'How it is', 'Says', 'Value', 'Wanted', 'Table'],
      rows: [['IsComplete "id"', 'fails', `${JOB} (Glue)`]],
      says: 'In Glue 1 of 1 rule of users fails.',
    },
    onMoto: {
      because: 'it has no results of data quality',
      told: { verdict: 'unknown', ...NO_TABLE, says: 'What Glue Data Quality found is not known' },
    },
  },
  {
    verb: 'query',
    args: () => ({ what: 'SELECT id, name FROM users ORDER BY id' }),
    compared: ['id', 'name'],
    told: { verdict: 'ok', columns: ['id', 'name'], rows: ROWS },
  },
  // After a query was sent, so that there is one.
  {
    verb: 'costs',
    args: () => ({}),
    compared: ['What'],
    told: {
      verdict: 'ok',
      columns: COST_COLUMNS,
      rows: [...COST_ROWS, ['Athena'], ['Athena: other SQL']],
    },
    onMoto: {
      because: NO_BATCH,
      told: { verdict: 'unknown', columns: COST_COLUMNS, rows: [...COST_ROWS, ['Athena']] },
    },
  },
  {
    verb: 'queries',
    args: () => ({ which: 'slow' }),
    compared: ['Query', 'Why', 'State'],
    told: {
      verdict: 'warn',
      columns: ['Query', 'Why', 'Took', 'Times', 'Scanned', 'Queued', 'State', 'Last'],
      rows: [
        [
          'SELECT id, name FROM users ORDER BY id',
          `no filter on dt of ${DATABASE}.${LAKE_TABLE}`,
          'succeeded',
        ],
      ],
    },
    onMoto: {
      because: NO_BATCH,
      told: { verdict: 'unknown', ...NO_TABLE, says: 'Could not look at the queries' },
    },
  },
];
