import { readFileSync, readdirSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import type { Phase } from '../../src/runbooks/runbook.ts';

import { procedureForAlarm } from '../support/procedures.ts';
import { createCatalog } from '../../src/aws/catalog.ts';
import { createClientPool } from '../../src/aws/client-pool.ts';
import { prepareStep } from '../../src/handlers/checklist-steps.ts';
import { asksForCause, CAUSE_NAMES, causesNear, isSaidOf } from '../../src/checklists/cause-words.ts';
import { answersOf } from '../../src/operations/catalog.ts';
import { verbNames } from '../../src/handlers/verbs/registry.ts';
import { procedureById } from '../../src/runbooks/find.ts';
import { lintRunbook } from '../../src/runbooks/lint.ts';
import { parseRunbook } from '../../src/runbooks/parse.ts';
import { PLACEHOLDERS } from '../../src/runbooks/placeholders.ts';

const FOLDER = new URL('../../runbooks/todo-etl/', import.meta.url);
const files = readdirSync(FOLDER).map((path) => ({
  path,
  markdown: readFileSync(new URL(path, FOLDER), 'utf8'),
}));
const { runbook, faults } = parseRunbook(files);
const clock = (): number => 0;
const places = { region: 'eu-central-1', pipelines: [] };
const catalog = createCatalog({ pool: createClientPool({ places, clock }), clock });
/** More cards at once nobody reads. */
const MOST_AT_ONCE = 4;

/** What the runbook promises to hold: kind, title, phases, steps. */
const PROMISED: readonly (readonly [string, string, Readonly<Record<string, readonly string[]>>])[] = [
  [
    'daily',
    'Check ETL Pipeline Health',
    {
      Steps: [
        'ETL job success rates',
        'Data ingestion volumes',
        'Storage usage trends',
        'Error rates and alerts',
      ],
    },
  ],
  [
    'daily',
    'Monitor Data Quality',
    {
      Steps: [
        'Missing or null values',
        'Data format validation',
        'Schema compliance',
        'Data freshness (last update times)',
      ],
    },
  ],
  [
    'daily',
    'Verify Data Lake Structure',
    {
      Steps: [
        'Bronze layer: Raw CDC events and logs',
        'Silver layer: Transformed user and task data',
        'Gold layer: Analytics and business metrics',
      ],
    },
  ],
  [
    'weekly',
    'Review ETL Job Performance',
    {
      Steps: [
        'Analyze Glue job execution times',
        'Check for performance degradation',
        'Review error logs and patterns',
        'Optimize job configurations if needed',
      ],
    },
  ],
  [
    'weekly',
    'Data Lake Maintenance',
    {
      Steps: [
        'Review storage costs and usage',
        'Check data retention policies',
        'Verify partitioning strategies',
        'Clean up temporary files',
      ],
    },
  ],
  [
    'weekly',
    'Schema Evolution',
    {
      Steps: [
        'Review schema changes in source data',
        'Update Glue table definitions',
        'Test schema compatibility',
        'Update ETL job logic if needed',
      ],
    },
  ],
  [
    'monthly',
    'Capacity Planning',
    {
      Steps: [
        'Review storage growth trends',
        'Plan for scaling requirements',
        'Optimize cost structures',
        'Update lifecycle policies',
      ],
    },
  ],
  [
    'monthly',
    'Performance Optimization',
    {
      Steps: [
        'Analyze query performance',
        'Optimize data partitioning',
        'Review indexing strategies',
        'Update ETL job configurations',
      ],
    },
  ],
  [
    'monthly',
    'Security and Compliance',
    {
      Steps: [
        'Review access permissions',
        'Verify data encryption',
        'Check compliance requirements',
        'Update security policies',
      ],
    },
  ],
  [
    'troubleshooting',
    'ETL Job Failures',
    {
      Resolution: [
        'Check CloudWatch logs for error details',
        'Verify source data schema',
        'Increase Glue job resources if needed',
        'Fix data quality issues',
        'Retry failed jobs',
      ],
    },
  ],
  [
    'troubleshooting',
    'Data Ingestion Issues',
    {
      Resolution: [
        'Check DynamoDB streams status',
        'Verify Firehose delivery stream health',
        'Review Lambda function logs',
        'Check network connectivity',
        'Restart services if needed',
      ],
    },
  ],
  [
    'troubleshooting',
    'Data Quality Problems',
    {
      Resolution: [
        'Review data quality rules',
        'Update validation logic',
        'Fix source data issues',
        'Reprocess affected data',
        'Update monitoring alerts',
      ],
    },
  ],
  [
    'troubleshooting',
    'Performance Issues',
    {
      Resolution: [
        'Analyze query performance',
        'Optimize data partitioning',
        'Increase resources if needed',
        'Fix data skew issues',
        'Update job configurations',
      ],
    },
  ],
  [
    'emergency',
    'ETL Pipeline Failure',
    {
      'Immediate Response': [
        'Check CloudWatch alarms',
        'Review error logs',
        'Identify root cause',
        'Notify stakeholders',
      ],
      'Recovery Steps': [
        'Fix underlying issue',
        'Restart failed jobs',
        'Verify data integrity',
        'Monitor for stability',
      ],
      'Post-Incident': [
        'Document incident',
        'Update procedures',
        'Implement improvements',
        'Conduct post-mortem',
      ],
    },
  ],
  [
    'emergency',
    'Data Loss Prevention',
    {
      'Immediate Response': [
        'Stop ETL jobs',
        'Preserve current state',
        'Assess data loss scope',
        'Notify stakeholders',
      ],
      'Recovery Steps': [
        'Restore from backups',
        'Reprocess missing data',
        'Verify data integrity',
        'Resume normal operations',
      ],
      'Post-Incident': [
        'Document incident',
        'Update backup procedures',
        'Implement monitoring',
        'Conduct post-mortem',
      ],
    },
  ],
  [
    'maintenance',
    'Data Lake Cleanup',
    {
      Steps: [
        'Clean up temporary files',
        'Remove old partitions',
        'Archive historical data',
        'Optimize storage costs',
      ],
    },
  ],
  [
    'maintenance',
    'Schema Updates',
    {
      Steps: [
        'Update Glue table definitions',
        'Modify ETL job logic',
        'Test schema compatibility',
        'Deploy changes',
      ],
    },
  ],
  [
    'maintenance',
    'Performance Tuning',
    {
      Steps: [
        'Analyze query performance',
        'Optimize data partitioning',
        'Update job configurations',
        'Monitor improvements',
      ],
    },
  ],
  [
    'backup',
    'Data Backup',
    {
      Steps: [
        'S3 versioning enabled',
        'Cross-region replication',
        'Point-in-time recovery',
        'Regular backup testing',
      ],
    },
  ],
  [
    'backup',
    'Disaster Recovery',
    { Steps: ['Multi-region deployment', 'Automated failover', 'Data replication', 'Recovery procedures'] },
  ],
];

describe('the runbook of todo-etl', () => {
  it('holds every procedure and step by its name, in order', () => {
    const held = runbook.procedures
      .filter(({ source }) => source.file === 'RUNBOOK.md')
      .map(({ kind, title, phases }) => [
        kind,
        title,
        Object.fromEntries(phases.map((phase) => [phase.title, phase.steps.map(({ text }) => text)])),
      ]);
    expect(held).toEqual(PROMISED);
  });

  it('tells the symptoms and causes of its issues', () => {
    const issues = runbook.procedures.filter(
      ({ kind, source }) => kind === 'troubleshooting' && source.file === 'RUNBOOK.md',
    );
    expect(issues.map(({ symptoms, causes }) => [symptoms, causes])).toEqual([
      [
        [
          'Glue jobs failing',
          'data not appearing in Silver/Gold layers',
          'out of memory',
          'no space left on device',
          'job timed out',
        ],
        [
          'Schema changes in source data',
          'Resource constraints',
          'Data quality issues',
          'Network connectivity problems',
        ],
      ],
      [
        ['Low data volumes', 'missing records'],
        [
          'DynamoDB streams not enabled',
          'Firehose delivery failures',
          'Lambda function errors',
          'Network issues',
        ],
      ],
      [
        ['Validation failures', 'incomplete data'],
        ['Schema mismatches', 'Data format changes', 'Missing required fields', 'Data corruption'],
      ],
      [
        ['Slow ETL jobs', 'high costs'],
        ['Inefficient queries', 'Poor partitioning', 'Resource constraints', 'Data skew'],
      ],
    ]);
  });

  it('has the four checklists, with work for afterwards', () => {
    const checklists = runbook.procedures.filter(({ source }) => source.file !== 'RUNBOOK.md');
    expect(checklists.map(({ id, kind, phases }) => [id, kind, phases.at(-1)?.afterwards])).toEqual([
      ['DATA_QUALITY_CHECKLIST.md', 'troubleshooting', true],
      ['EMERGENCY_RESPONSE_CHECKLIST.md', 'emergency', true],
      ['ETL_JOB_FAILURE_CHECKLIST.md', 'troubleshooting', true],
      ['PERFORMANCE_CHECKLIST.md', 'troubleshooting', true],
    ]);
  });

  it('says of each step what to look at and what good looks like', () => {
    const bare = runbook.procedures
      .flatMap(({ phases }) => phases.flatMap(({ steps }) => steps))
      .filter(({ help, code, goodWhen }) => goodWhen === null || (help ?? code) === null);
    expect(bare.map(({ text, source }) => `${source.file}:${source.line} ${text}`)).toEqual([]);
  });

  it('lints clean', () => {
    const alarmNames = ['silver-users', 'bronze-compact', 'gold-metrics', 'todo-etl-glue-etl-job-failed'];
    expect(
      lintRunbook(runbook, faults, {
        verbs: verbNames(catalog.operations),
        answers: (verb) => answersOf(catalog, verb),
        asksForCause,
        causesNear,
        placeholders: PLACEHOLDERS,
        alarmNames,
        today: '2027-05-01',
      }),
    ).toEqual([]);
  });

  it('quotes commands that this release runs, with arguments that it takes', () => {
    const commands = runbook.procedures.flatMap(({ phases }) => phases.flatMap(commandsOf));
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) expect(riskOf(command)).toMatch(/^(?:read|change)$/);
  });

  it.each([
    ['Check ETL Pipeline Health', ['/etl jobs', '/etl ingestion', '/etl lake', '/etl alarms']],
    ['Monitor Data Quality', ['/etl quality', '/etl quality users', '/etl schema', '/etl lake silver']],
    ['Verify Data Lake Structure', ['/etl lake bronze', '/etl lake silver', '/etl lake gold']],
    [
      'Data Ingestion Issues',
      ['/etl ingestion', '/etl logs todo-etl-cdc --kind stream', '/etl logs todo-etl-cdc --kind function'],
    ],
    ['ETL Pipeline Failure', ['/etl alarms', '/etl logs {job}', '/etl changes']],
    ['ETL Job Failure Checklist', ['/etl logs {job}', '/etl runs {job} --last 10', '/etl changes']],
    ['Emergency Response Checklist', ['/etl health', '/etl ingestion']],
  ])('begins %s with what Handrail can read by itself', (title, commands) => {
    const found = runbook.procedures.find((procedure) => procedure.title === title);
    expect(found?.phases.slice(0, 1).flatMap(commandsOf)).toEqual(commands);
  });

  it('has no phase that reads more at once than people do', () => {
    const phases = runbook.procedures.flatMap((procedure) => procedure.phases);
    for (const phase of phases)
      expect(commandsOf(phase).filter((command) => riskOf(command) === 'read').length).toBeLessThanOrEqual(
        MOST_AT_ONCE,
      );
  });

  it('walks a failed job from its log over what a person decides to the retry', () => {
    const found = procedureForAlarm(runbook, 'silver-users', 'silver-users failed: out of memory');
    expect(found?.procedure.title).toBe('ETL Job Failures');
    expect(found?.procedure.phases.flatMap(({ steps }) => steps.map(({ command }) => command))).toEqual([
      '/etl logs {job}',
      '/etl schema',
      '/etl retry {job} --worker-type G.2X',
      null,
      '/etl retry {job}',
    ]);
  });

  it.each(Object.entries(CAUSE_NAMES).map(([id, [name = '']]) => [id, name] as const))(
    'leaves something to do of whatever a job fails by: %s',
    (_, cause) => {
      for (const id of [
        'RUNBOOK.md/troubleshooting/common-issues/1-etl-job-failures',
        'ETL_JOB_FAILURE_CHECKLIST.md',
      ])
        expect(neededBy(id, cause)).not.toEqual([]);
    },
  );

  it.each([
    ['out of memory', ['Increase Glue job resources if needed']],
    ['no space left on device', ['Increase Glue job resources if needed']],
    ['throttled by S3', ['Retry failed jobs']],
    ['a connection failed', ['Retry failed jobs']],
    [
      'the data does not fit the schema',
      ['Verify source data schema', 'Fix data quality issues', 'Retry failed jobs'],
    ],
  ])('asks for what mends a job that fails by %s, and for nothing else', (cause, steps) => {
    expect(neededBy('RUNBOOK.md/troubleshooting/common-issues/1-etl-job-failures', cause)).toEqual(steps);
  });

  it.each([
    ['todo-etl-silver-users-job-failed', 'ETL Job Failures'],
    ['todo-etl-firehose-freshness', 'Data Ingestion Issues'],
    ['silver-users-quality-failed', 'Data Quality Problems'],
    ['todo-etl-gold-metrics-slow', 'Performance Issues'],
    ['todo-etl-pipeline-failed', 'ETL Pipeline Failure'],
    ['todo-etl-data-loss', 'Data Loss Prevention'],
  ])('leads the alarm %s to %s', (alarm, title) => {
    expect(procedureForAlarm(runbook, alarm, '')?.procedure.title).toBe(title);
  });
});

function commandsOf({ steps }: Phase): readonly string[] {
  return steps.flatMap(({ command }) => command ?? []);
}

/** Texts of the steps of this procedure that are needed when the log names this cause, which each of them asks for. */
function neededBy(id: string, cause: string): readonly string[] {
  const found = procedureById(runbook, id);
  return (found?.phases ?? [])
    .flatMap(({ steps }) => steps)
    .filter((step) =>
      step.neededWhen?.anyOf.some(({ kind, words }) => kind === 'cause' && isSaidOf(words, cause)),
    )
    .map(({ text }) => text);
}

/** What running it would be; the sentence for one that cannot be run. */
function riskOf(command: string): string {
  const prepared = prepareStep(catalog, command, { job: 'silver-users', run: 'jr_1' });
  return prepared.ok ? prepared.value.prepared.risk : prepared.error;
}
