import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../../src/operations/operation.ts';
import { createClientPool } from '../../src/aws/client-pool.ts';
import { createCatalog } from '../../src/aws/catalog.ts';
import { actionsOf } from '../../src/operations/calls.ts';
import { catalogOf } from '../../src/operations/catalog.ts';

const clock = () => 0;
const places = { region: 'eu-central-1', pipelines: [] };
const catalog = createCatalog({ pool: createClientPool({ places, clock }), clock });

describe('catalog', () => {
  it('finds each operation by its verb, and nothing else', () => {
    expect(catalog.operations.map(({ verb }) => verb)).toEqual(['logs', 'retry']);
    for (const operation of catalog.operations) expect(catalog.find(operation.verb)).toBe(operation);
    expect(catalog.find('drop')).toBeNull();
    expect(catalog.find('constructor')).toBeNull();
  });

  it('says which IAM actions it needs', () => {
    const actions = new Set(catalog.operations.flatMap(({ asks }) => asks.flatMap(actionsOf)));
    expect([...actions].toSorted()).toEqual([
      'cloudwatch:GetMetricData',
      'glue:GetJobRun',
      'glue:GetJobRuns',
      'glue:StartJobRun',
      'logs:DescribeLogStreams',
      'logs:GetLogEvents',
    ]);
  });

  it('refuses two operations of one verb', () => {
    const [operation] = catalog.operations as readonly [Operation];
    expect(() => catalogOf([operation, { ...operation }])).toThrow('got two for "logs"');
  });

  it('never runs a change twice: each one verifies or reports after a crash', () => {
    for (const { risk, afterCrash } of catalog.operations)
      expect(risk !== 'read' && afterCrash === 'rerun').toBe(false);
  });
});
