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
    expect(catalog.find('logs')?.risk).toBe('read');
    expect(catalog.find('retry')?.risk).toBe('change');
    for (const operation of catalog.operations) expect(catalog.find(operation.verb)).toBe(operation);
    expect(catalog.find('drop')).toBeNull();
    expect(catalog.find('constructor')).toBeNull();
  });

  it('asks what has IAM actions, each named in full', () => {
    const actions = catalog.operations.flatMap(({ asks }) =>
      asks.flatMap((call) => actionsOf(call).map(({ action }) => action)),
    );
    expect(actions).toContain('glue:StartJobRun');
    for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/);
  });

  it('changes nothing with an operation that only reads', () => {
    const reading = catalog.operations.filter(({ risk }) => risk === 'read').flatMap(({ asks }) => asks);
    // A query that the guard let through reads, and is stopped when it reads too much.
    const queries = ['athena:StartQueryExecution', 'athena:StopQueryExecution'];
    for (const call of reading.filter((one) => !queries.includes(one)))
      expect(call).toMatch(/:(?:Get|List|Describe|Filter|Head|Lookup|Batch)/);
  });

  it('runs nothing unasked that is paid for by what it reads', () => {
    const waiting = catalog.operations.filter(({ unasked }) => !unasked).map(({ verb }) => verb);
    expect(waiting).toEqual(['query']);
  });

  it('refuses two operations of one verb', () => {
    const [operation] = catalog.operations as readonly [Operation];
    expect(() => catalogOf([operation, { ...operation }])).toThrow(`got two for "${operation.verb}"`);
  });

  it('never runs a change twice: each one verifies or reports after a crash', () => {
    for (const { risk, afterCrash } of catalog.operations)
      expect(risk !== 'read' && afterCrash === 'rerun').toBe(false);
  });
});
