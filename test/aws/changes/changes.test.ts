/** `changes`, over the simulated account: what each thing says of itself, and what CloudTrail says of who it was. */

import type { EventToRecord, TrailUser } from '../../../sandbox/aws/cloudtrail.ts';
import type { Actor } from '../../../src/access/actor.ts';
import type { Estate } from '../../../src/operations/estate.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import type { Scene } from '../account.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TRAIL_LAG_MS } from '../../../sandbox/aws/cloudtrail.ts';
import { aStage, person } from '../../support/builders.ts';
import { CONTEXT, findingOf, JOB, MINUTE, openScene, preparedOf } from '../account.ts';

const DAY = 86_400_000;
const CDC = 'todo-etl-cdc';
const GLUE = 'glue.amazonaws.com';
const LAMBDA = 'lambda.amazonaws.com';
const ANNA: TrailUser = { kind: 'role', role: 'deploy', session: 'anna' };
const BY_ANNA = 'anna (role deploy)';
const SILVER = { jobs: ['silver-*'], databases: ['todo_silver'], tables: ['users'] };
const ESTATE = {
  pipeline: 'todo-etl',
  alarms: [],
  queries: null,
  stages: [aStage('ingestion', { functions: [CDC] }), aStage('silver', SILVER)],
} as const satisfies Estate;

let scene: Scene;

beforeEach(() => open(ESTATE));
afterEach(() => scene.close());

async function open(estate: Estate): Promise<void> {
  scene = await openScene({ estates: [estate] });
  const { catalog, lambda, s3 } = scene.account;
  s3.createBucket('todo-etl-scripts');
  s3.put('todo-etl-scripts', { key: `${JOB}.py`, sizeBytes: 1 });
  catalog.putDatabase({ name: 'todo_silver' });
  putUsers('id');
  lambda.putFunction({ name: CDC });
  lambda.putMapping({
    id: 'users',
    function: CDC,
    eventSourceArn:
      'arn:aws:dynamodb:eu-central-1:123456789012:table/todo-users/stream/2026-11-01T00:00:00.000',
  });
  scene.pass(30 * DAY);
}

/** The scene anew, with a configuration that names this job. */
async function namesJob(name: string): Promise<void> {
  await scene.close();
  const [ingestion, silver] = ESTATE.stages;
  await open({ ...ESTATE, stages: [ingestion, { ...silver, jobs: ['silver-*', name] }] });
}

function putUsers(...columns: readonly string[]): void {
  scene.account.catalog.putTable({
    database: 'todo_silver',
    name: 'users',
    columns: columns.map((name) => ({ name, type: 'string' })),
    location: 's3://todo-etl-silver/users/',
  });
}

function record(name: string, requestParameters: EventToRecord['requestParameters'], source = GLUE): void {
  scene.account.cloudtrail.record({ name, source, user: ANNA, requestParameters });
}

function updateJob(workers: number): void {
  scene.account.glue.putJob({ name: JOB, workers });
  record('UpdateJob', { jobName: JOB, jobUpdate: { numberOfWorkers: workers, timeout: 60 } });
}

async function look(args: Readonly<Record<string, string>> = {}, by: Actor = person()): Promise<Finding> {
  const context = { ...CONTEXT, pipeline: 'todo-etl', by };
  return findingOf(await preparedOf(scene, 'changes', args).start(context));
}

const rowsOf = ({ table }: Finding): readonly (readonly string[])[] =>
  table?.rows.map(([, ...row]) => row) ?? [];
const factOf = ({ facts }: Finding, wanted: string): string =>
  facts.find(({ label }) => label === wanted)?.value ?? '';

describe('what changed', () => {
  it('is told the newest first, each with who, and with the command that says more', async () => {
    updateJob(8);
    scene.pass(10 * DAY);
    updateJob(20);
    scene.pass(DAY);
    putUsers('id', 'plan');
    record('UpdateTable', { databaseName: 'todo_silver', tableInput: { name: 'users' } });
    scene.pass(DAY);
    scene.account.lambda.putFunction({ name: CDC });
    record('UpdateFunctionCode20150331v2', { functionName: CDC }, LAMBDA);
    scene.pass(MINUTE);
    scene.account.s3.put('todo-etl-scripts', { key: `${JOB}.py`, sizeBytes: 2 });
    scene.pass(TRAIL_LAG_MS);
    const found = await look();
    expect(found.table?.columns).toEqual(['When', 'What changed', 'Who', 'More']);
    expect(rowsOf(found)).toEqual([
      [`${JOB}: script written, s3://todo-etl-scripts/${JOB}.py`, 'not known', `/etl runs ${JOB}`],
      [`${CDC}: code deployed`, BY_ANNA, `/etl logs ${CDC}`],
      [
        'todo_silver.users: plan string added at the end, compatible',
        BY_ANNA,
        '/etl schema todo_silver.users',
      ],
      [`${JOB}: NumberOfWorkers 8 → 20`, BY_ANNA, `/etl runs ${JOB}`],
    ]);
    expect(found.verdict).toBe('ok');
    expect(found.summary).toBe(
      `4 changes in 7d, the last 5m ago: ${JOB}: script written, s3://todo-etl-scripts/${JOB}.py`,
    );
    expect(found.clue).toMatch(
      new RegExp(
        `^changed \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\dZ: ${JOB}: script written, s3://todo-etl-scripts/${JOB}\\.py$`,
      ),
    );
    expect(factOf(found, 'Scripts')).toContain('data event');
    expect(factOf(found, 'Who')).toBe('');
    expect(rowsOf(await look({ since: '14d' }))).toHaveLength(5);
  });

  it('is nothing for so long, which is an answer', async () => {
    const found = await look();
    expect(found).toMatchObject({ verdict: 'ok', table: null });
    expect(found.summary).toMatch(/^Nothing changed for 30 days\. The last change that is known: /);
    expect(found.clue).toBe('nothing changed for 30 days');
    expect(found.asked.map(({ call }) => call)).toContain('cloudtrail:LookupEvents');
  });

  it('is looked up no more than four times where nobody asked, and what is left is said', async () => {
    const asked = ({ asked: calls }: Finding) => calls.filter(({ call }) => call.startsWith('cloudtrail:'));
    const quiet = await look({}, { kind: 'handrail' });
    expect(asked(quiet)).toHaveLength(4);
    expect(quiet.clue).toBe('nothing that is there changed for 30 days');
    expect(quiet.summary).toMatch(/^Nothing that is there changed for 30 days\. /);
    expect(factOf(quiet, 'Not looked up')).toContain('DeleteJob, DeleteTable, BatchDeleteTable');
    updateJob(20);
    scene.pass(TRAIL_LAG_MS);
    const found = await look({}, { kind: 'handrail' });
    expect(asked(found)).toHaveLength(4);
    expect(found.clue).toContain(`${JOB}: settings saved, by now NumberOfWorkers 20`);
  });

  it('is looked up twenty times at most where somebody asked', async () => {
    updateJob(8);
    for (const name of [
      'UpdateJob',
      'PutFunctionConcurrency20171031',
      'DeleteFunctionConcurrency20171031',
      'UpdateEventSourceMapping20150331',
      'DeleteEventSourceMapping20150331',
      'CreateEventSourceMapping20150331',
      'DeleteJob',
    ])
      for (let time = 0; time < 151; time += 1) record(name, { jobName: 'x', functionName: 'x' });
    scene.pass(TRAIL_LAG_MS);
    const found = await look();
    expect(found.asked.filter(({ call }) => call === 'cloudtrail:LookupEvents')).toHaveLength(20);
    expect(factOf(found, 'Not looked up')).toMatch(/^DeleteTable, BatchDeleteTable: /);
  });

  it('stands without who where CloudTrail is behind, denied or throttled', async () => {
    updateJob(20);
    scene.pass(4 * MINUTE);
    const behind = await look();
    expect(rowsOf(behind)).toEqual([[`${JOB}: settings changed`, 'not known', `/etl runs ${JOB}`]]);
    expect(factOf(behind, 'Who')).toBe(
      'CloudTrail is minutes behind: who made the change 4m ago may not be known yet. Ask again in 15m.',
    );
    scene.faults.set({ operation: 'LookupEvents', kind: 'access-denied', times: 1 });
    const denied = await look();
    expect(denied.verdict).toBe('ok');
    expect(rowsOf(denied)).toHaveLength(1);
    expect(factOf(denied, 'Who')).toBe(
      'Could not look up in CloudTrail who changed what: AWS denied it. Add cloudtrail:LookupEvents to the role Handrail runs as, then try again.',
    );
    expect(denied.asked.filter(({ call }) => call === 'cloudtrail:LookupEvents')).toHaveLength(1);
    scene.faults.set({ operation: 'LookupEvents', kind: 'throttle', times: Infinity });
    expect(factOf(await look(), 'Who')).toContain('AWS is throttling this account');
  });

  it('has nobody behind it an hour later, and says so', async () => {
    scene.account.glue.putJob({ name: JOB, workers: 20 });
    scene.pass(60 * MINUTE);
    expect(factOf(await look(), 'Who')).toContain('CloudTrail names nobody for one change');
  });

  it('is asked of the versions of 100 tables, and says of how many', async () => {
    await scene.close();
    await open({ ...ESTATE, stages: [aStage('silver', { databases: ['todo_silver'] })] });
    for (let place = 0; place < 101; place += 1)
      scene.account.catalog.putTable({
        database: 'todo_silver',
        name: `t${place}`,
        columns: [{ name: 'id', type: 'string' }],
        location: `s3://todo-etl-silver/t${place}/`,
      });
    const found = await look();
    expect(factOf(found, 'Read')).toBe('the versions of 100 of 102 tables');
    expect(found.asked.filter(({ call }) => call === 'glue:GetTableVersions')).toHaveLength(100);
  });

  it('leaves out what crawlers write down, what was refused, and what is of others', async () => {
    scene.account.catalog.putTable({
      ...scene.account.catalog.table('todo_silver', 'users'),
      parameters: { recordCount: '5' },
    });
    record('UpdateTable', { databaseName: 'todo_silver', tableInput: { name: 'users' } });
    record('DeleteJob', { jobName: 'of-others' });
    record('DeleteTable', { databaseName: 'todo_silver', name: 'of-others' });
    scene.account.cloudtrail.record({
      name: 'UpdateJob',
      source: GLUE,
      user: ANNA,
      requestParameters: { jobName: JOB },
      errorCode: 'AccessDenied',
    });
    scene.pass(TRAIL_LAG_MS);
    expect(await look()).toMatchObject({ verdict: 'ok', table: null });
  });
});

describe('what is gone or off', () => {
  it('fails, with who did it', async () => {
    await namesJob('silver-tasks');
    const { lambda } = scene.account;
    lambda.putFunction({ name: CDC, reservedConcurrency: 0, changedAt: scene.clock() - 30 * DAY });
    record('PutFunctionConcurrency20171031', { functionName: CDC, reservedConcurrentExecutions: 0 }, LAMBDA);
    scene.pass(MINUTE);
    lambda.changeMapping('users', { state: 'Disabled' });
    record('UpdateEventSourceMapping20150331', { uUID: 'users', functionName: CDC, enabled: false }, LAMBDA);
    record('DeleteJob', { jobName: 'silver-tasks' });
    scene.pass(TRAIL_LAG_MS);
    const found = await look();
    expect(found.verdict).toBe('fail');
    expect(found.summary).toContain(
      `job silver-tasks was deleted; function ${CDC} may not run: its reserved concurrency is 0; function ${CDC} gets nothing from todo-users: its mapping is disabled. 3 changes in 7d`,
    );
    expect(new Set(rowsOf(found).map(([what, who]) => `${what} ${who}`))).toEqual(
      new Set([
        `silver-tasks: deleted ${BY_ANNA}`,
        `${CDC}: what feeds it was disabled ${BY_ANNA}`,
        `${CDC}: reserved concurrency set to 0 ${BY_ANNA}`,
      ]),
    );
    expect(found.clue).toMatch(/^changed \S+: .+; job silver-tasks was deleted$/);
  });

  it('is a job that the configuration names, whoever deleted it', async () => {
    await namesJob('silver-tasks');
    const found = await look();
    expect(found.verdict).toBe('fail');
    expect(found.clue).toBe('job silver-tasks does not exist here');
    expect(factOf(found, 'jobs silver-tasks')).toBe('');
  });

  it('is no job that was retired, which is a change among others', async () => {
    record('DeleteJob', { jobName: 'silver-old' });
    scene.pass(6 * DAY);
    updateJob(2);
    scene.pass(TRAIL_LAG_MS + MINUTE);
    const found = await look();
    expect(found.verdict).toBe('ok');
    expect(found.clue).toMatch(
      new RegExp(`^changed \\S+: ${JOB}: settings saved, by now NumberOfWorkers 2, Timeout 60, by anna`),
    );
    expect(rowsOf(found).map(([what]) => what)).toContain('silver-old: deleted');
  });

  it('is no job that was deleted and made again, however many there are', async () => {
    for (let place = 0; place < 140; place += 1)
      scene.account.glue.putJob({ name: `silver-${String(place).padStart(3, '0')}` });
    scene.pass(30 * DAY);
    record('DeleteJob', { jobName: 'silver-140' });
    scene.pass(MINUTE);
    scene.account.glue.putJob({ name: 'silver-140' });
    record('CreateJob', { name: 'silver-140' });
    scene.pass(DAY);
    const found = await look();
    expect(found.verdict).toBe('ok');
    expect(rowsOf(found)).toEqual([
      ['silver-140: created', BY_ANNA, '/etl runs silver-140'],
      ['silver-140: deleted', BY_ANNA, '/etl runs silver-140'],
    ]);
    expect(factOf(found, 'Read')).toBe('the scripts of 100 of 142 jobs');
    expect(found.clue).toBe('nothing changed for 1 day');
  });

  it('is nothing of a pipeline without stages, whose jobs nobody knows', async () => {
    await scene.close();
    scene = await openScene({ estates: [{ ...ESTATE, stages: [] }] });
    record('DeleteJob', { jobName: 'of-others' });
    scene.pass(TRAIL_LAG_MS);
    const found = await look();
    expect(found.verdict).toBe('ok');
    expect(found.clue).toBeUndefined();
    expect(rowsOf(found).map(([what]) => what)).toContain('of-others: deleted');
  });

  it('is a table or a function that the configuration names', async () => {
    await scene.close();
    const stages = [
      aStage('silver', { databases: ['todo_silver'], tables: ['orders'], functions: ['nobody'] }),
    ];
    scene = await openScene({ estates: [{ ...ESTATE, stages }] });
    scene.account.catalog.putDatabase({ name: 'todo_silver' });
    record('DeleteTable', { databaseName: 'todo_silver', name: 'orders' });
    scene.pass(TRAIL_LAG_MS);
    const found = await look();
    expect(found.summary).toContain(
      'table todo_silver.orders is not in the catalog; function nobody does not exist here. 1 change in 7d',
    );
    expect(rowsOf(found)).toEqual([['todo_silver.orders: dropped', BY_ANNA, '/etl schema']]);
  });
});

describe('what AWS refuses', () => {
  it.each([
    ['GetJobs', 'Glue jobs', 'Add glue:GetJobs'],
    ['GetTables', 'todo_silver', 'Add glue:GetTables'],
    ['GetTableVersions', 'todo_silver.users', 'Add glue:GetTableVersions'],
    ['GetFunctionConfiguration', `function ${CDC}`, 'Add lambda:GetFunctionConfiguration'],
  ])('of %s is not taken for nothing', async (operation, label, sentence) => {
    scene.faults.set({ operation, kind: 'access-denied', times: Infinity });
    const found = await look();
    expect(found.verdict).toBe('unknown');
    expect(found.summary).toContain('Not all could be read');
    expect(factOf(found, label)).toContain(sentence);
  });

  it('of scripts is said, and the rest stands', async () => {
    scene.faults.set({ operation: 'HeadObject', kind: 'access-denied', times: Infinity });
    const found = await look();
    expect(found.verdict).toBe('ok');
    expect(factOf(found, 'Scripts')).toContain('Add s3:GetObject on the script');
  });

  it('of a script that is not there is said of its job', async () => {
    scene.account.s3.remove('todo-etl-scripts', `${JOB}.py`);
    expect(factOf(await look(), `Script of ${JOB}`)).toContain(`There is no s3://todo-etl-scripts/${JOB}.py`);
  });

  it('by a wrong name of a job is said as that', async () => {
    await scene.close();
    scene = await openScene({ estates: [{ ...ESTATE, stages: [aStage('gold', { jobs: ['gold-*'] })] }] });
    const found = await look();
    expect(found.verdict).toBe('unknown');
    expect(factOf(found, 'jobs gold-*')).toContain('No Glue job here has this name');
  });
});
