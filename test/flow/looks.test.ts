/** What reads, asked by people in Slack and by steps of a runbook, of a pipeline with one of everything: over the real wire. */

import type { Message } from '../../sandbox/slack/entities.ts';
import type { House } from '../support/house.ts';

import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { RUNBOOK, startHouse } from '../support/house.ts';
import { pressed, shown } from '../support/messages-shown.ts';
import { metricAlarm } from '../support/payloads.ts';

jest.setTimeout(60_000);

const ME = 'U0RESPONDER';
const CHANNEL = '#looks';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const JOB = 'silver-users';
/** Of no stage: that it failed makes nothing ill. */
const OTHER = 'nightly-export';
const CDC = 'todo-etl-cdc';
const BUCKET = 'todo-etl-silver';

/** What no answer says when all is well. */
const TROUBLE = /could not|not answered|denied|refused|unexpected|a bug|no such|not saved/i;

/** What an alarm on the age of data watches. */
const LATE = {
  metric: { namespace: 'Handrail', name: 'Age', dimensions: {} },
  statistic: 'Maximum',
  periodSeconds: 60,
  evaluationPeriods: 1,
  threshold: 900,
  comparison: 'GreaterThanThreshold',
} as const;

let house: House;

beforeAll(async () => {
  house = await startHouse({
    pipelines: ['looks'],
    config: {
      pipelines: {
        looks: {
          runbook: RUNBOOK,
          channel: CHANNEL,
          match: { name: '*' },
          stages: {
            ingestion: { streams: ['todo-users'], delivery_streams: [CDC], functions: [CDC] },
            silver: {
              jobs: ['silver-*'],
              match: { name: ['silver-*', 'todo-etl-*'] },
              after: ['ingestion'],
              buckets: [BUCKET],
              databases: ['todo_silver'],
            },
          },
        },
      },
    },
  });
  furnish(house);
  await house.bot.start();
});
afterAll(() => house.close());

/** A pipeline on a good day, and beside it a job that failed. */
function furnish({ account }: House): void {
  const now = Date.now();
  account.glue.putJob({ name: JOB });
  account.glue.advanceRun(account.glue.startRun(JOB).id, 'SUCCEEDED');
  account.glue.putJob({ name: OTHER });
  account.glue.advanceRun(account.glue.startRun(OTHER).id, 'FAILED', {
    errorMessage: 'java.lang.OutOfMemoryError: Java heap space',
  });
  account.logs.put(`/aws/lambda/${CDC}`, 'today', [{ at: now - HOUR, message: 'START' }]);
  account.alarms.putMetricAlarm({
    name: 'silver-users-late',
    ...LATE,
    actions: { alarm: ['arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms'] },
  });
  account.alarms.setState('silver-users-late', { value: 'OK', reason: 'in time' });
  account.lambda.putFunction({ name: CDC, timeoutSeconds: 60, memoryMb: 512 });
  const enabledAt = now - 60 * DAY;
  const { arn } = account.dynamodb.putTable({
    name: 'todo-users',
    stream: { viewType: 'NEW_AND_OLD_IMAGES', enabledAt },
  });
  const label = new Date(enabledAt).toISOString().replace('Z', '');
  account.lambda.putMapping({ id: 'users', function: CDC, eventSourceArn: `${arn}/stream/${label}` });
  account.firehose.putStream({ name: CDC, destination: { bucket: BUCKET, bufferSeconds: 60 } });
  const today = new Date(now).toISOString().slice(0, 10);
  account.s3.createBucket(BUCKET);
  account.s3.put(BUCKET, { key: `users/dt=${today}/part-0.parquet`, content: 'rows' });
  account.s3.createBucket('todo-etl-scripts');
  for (const job of [JOB, OTHER]) account.s3.put('todo-etl-scripts', { key: `${job}.py`, content: 'pass' });
  account.catalog.putDatabase({ name: 'todo_silver' });
  account.catalog.putTable({
    database: 'todo_silver',
    name: 'users',
    columns: [{ name: 'user_id', type: 'string' }],
    partitionKeys: [{ name: 'dt', type: 'string' }],
    location: `s3://${BUCKET}/users/`,
  });
  account.catalog.putPartition('todo_silver', 'users', { values: [today] });
}

/** What is typed, and what the answer says. */
const ASKED: readonly (readonly [string, string])[] = [
  ['health', 'looks: all well'],
  ['alarms', 'None of 1 alarm fires'],
  ['jobs', '1 job, all well'],
  [`runs ${JOB}`, `${JOB} ran well`],
  [`logs ${OTHER}`, 'Cause: out of memory'],
  [`logs ${CDC}`, 'no error in'],
  ['ingestion', '1 table, 1 delivery stream, 1 function: all well'],
  ['lake', 'silver is well'],
  ['lake silver', 'silver is well'],
  ['costs', 'so far this month'],
  ['schema', '1 table, and no change of a schema is known'],
  ['schema users', 'todo_silver.users: its schema is as it was made'],
  ['queries', 'No query has a name here'],
  ['queries slow', 'Athena is not configured here'],
];

describe('what reads, typed in Slack', () => {
  it.each(ASKED)('/etl %s is answered to who asked, and to nobody without a level', async (line, words) => {
    const before = everybodys().length;
    const answer = await house.type(ME, CHANNEL, `/etl ${line}`);
    expect(answer).toContain(words);
    expect(answer).not.toMatch(TROUBLE);
    expect(everybodys()).toHaveLength(before);
    expect(await house.type('U0GUEST', CHANNEL, `/etl ${line}`)).toContain('you have no level here');
  });
});

describe('what reads, of an AWS that is slow', () => {
  const GOES_ON = 'Working on /etl jobs silver-users';
  const privately = (words: string): Message | undefined =>
    house.workspace.ephemerals(ME).findLast((one) => shown(one).includes(words));

  afterEach(() => house.aws.faults.clear());

  it('is shown as going on, and then answered where it was asked', async () => {
    house.aws.faults.set({ operation: 'GetJobRuns', kind: 'slow', times: 1, delayMs: 2_500 });
    const before = house.workspace.ephemerals(ME).length;
    await house.workspace.as(ME).type(CHANNEL, '/etl jobs');
    await house.workspace.waitFor(() => house.workspace.ephemerals(ME).length > before + 1, 20_000);
    const going = house.workspace.ephemerals(ME)[before];
    expect(going?.text).toMatch(/^Working on \/etl jobs: \d+ calls? answered/);
    expect(privately('')).toEqual(privately('1 job, all well'));
    expect(direct('/etl jobs')).toEqual([]);
  });

  it('is given up with the button, and brings nothing any more', async () => {
    house.aws.faults.set({ operation: 'GetJobRuns', kind: 'slow', times: 1, delayMs: 4_000 });
    await house.workspace.as(ME).type(CHANNEL, '/etl jobs silver-users');
    const going = privately(GOES_ON);
    if (going === undefined) throw new Error('Expected to see that it goes on');
    await pressed(() => house.workspace.as(ME).press(going, 'Give up'));
    await house.workspace.waitFor(() => privately('/etl jobs silver-users is cancelled'), 20_000);
    await house.type(ME, CHANNEL, '/etl jobs silver*');
    expect(
      house.workspace.ephemerals(ME).filter((one) => shown(one).includes('`/etl jobs silver-users`')),
    ).toEqual([]);
  });

  it('that takes longer than ten seconds comes as a direct message, which says how far it is', async () => {
    for (const operation of ['GetJobs', 'GetJobRuns'])
      house.aws.faults.set({ operation, kind: 'slow', times: 1, delayMs: 7_500 });
    await house.workspace.as(ME).type(CHANNEL, '/etl jobs *');
    await house.workspace.waitFor(() => direct('Reading since', 'answered').at(0), 30_000);
    await house.workspace.waitFor(() => direct('all well').at(0), 30_000);
    expect(direct('Reading since')).toEqual([]);
  });

  function direct(...words: readonly string[]): readonly Message[] {
    return house.workspace.state.messages
      .all()
      .filter((one) => one.channel.startsWith('D') && words.every((word) => shown(one).includes(word)));
  }
});

describe('what takes its time, as AWS takes two look-ups a second', () => {
  it('/etl changes is answered all the same, and nobody is throttled', async () => {
    const inChannels = (): number => everybodys().filter(({ channel }) => !channel.startsWith('D')).length;
    const before = inChannels();
    await house.type(ME, CHANNEL, '/etl changes --since 90d');
    const found = await house.workspace.waitFor(
      () => [newestFor(ME), ...directsOf(ME)].find((one) => shown(one).includes('changes in 90d, the last')),
      30_000,
    );
    expect(shown(found)).toContain('todo_silver.users: created');
    expect(shown(found)).toContain(`/etl runs ${JOB}`);
    expect(shown(found)).not.toMatch(TROUBLE);
    expect(inChannels()).toBe(before);
    await house.type('U0GUEST', CHANNEL, '/etl changes --since 90d');
    expect(shown(newestFor('U0GUEST'))).toContain('you have no level here');
  });

  it('handrail etl changes waits for its turns as well, and prints what came of them', async () => {
    const printed = await house.cli('etl', 'changes', '--pipeline', 'looks', '--no-store', '--json');
    expect(printed).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^(?:… \d+ of \d+ parts read\n)*$/),
    });
    const { summary, asked } = JSON.parse(printed.stdout) as {
      readonly summary: string;
      readonly asked: readonly { readonly call: string; readonly ok: boolean }[];
    };
    expect(summary).toContain('changes in 7d, the last');
    expect(asked.filter(({ ok }) => !ok)).toEqual([]);
    expect(asked.filter(({ call }) => call === 'cloudtrail:LookupEvents').length).toBeGreaterThan(2);
  });

  it('/etl changes takes no longer time than CloudTrail keeps', async () => {
    expect(await house.type(ME, CHANNEL, '/etl changes --since 91d')).toContain('at most 90d, got "91d"');
  });
});

describe('what reads, as steps of a runbook', () => {
  it('runs by itself when its phase opens, and ticks its step', async () => {
    await house.publish(metricAlarm({ name: 'todo-etl-pipeline-failed', state: 'ALARM', at: Date.now() }));
    await house.press(ME, 'incident:1', 'Checklist');
    const ran = await message('`/etl alarms` · by Handrail', 'None of 1 alarm fires');
    expect(shown(ran)).not.toMatch(TROUBLE);
    await message('*ETL Pipeline Failure* · step 2 of 12', '✓ 1 Check CloudWatch alarms · by Handrail');
  });

  it('waits for a person where the incident does not say of what, and asks', async () => {
    const checklist = await message('*ETL Pipeline Failure*', 'Asks for: job');
    const guest = house.workspace.as('U0GUEST');
    expect(await guest.press(checklist, 'Run …')).toEqual({ ok: true });
    await house.workspace.waitFor(() =>
      house.workspace.ephemerals('U0GUEST').some((one) => shown(one).includes('logs needs a viewer')),
    );
    await pressed(() => house.workspace.as(ME).press(checklist, 'Run …'));
    await house.submit(ME, 'Run a step', { Job: OTHER });
    const ran = await message(`\`/etl logs ${OTHER}\` · by <@${ME}>`, 'Cause: out of memory');
    expect(shown(ran)).not.toMatch(TROUBLE);
    await message('*ETL Pipeline Failure* · step 4 of 12', '✓ 2 Review error logs');
    await message('`/etl changes` · by Handrail', 'changes in 7d');
  });
});

describe('what is cut where it is shown', () => {
  const MANY = 120;
  const FILE = 'All as a file';

  beforeAll(() => {
    for (let index = 0; index < MANY; index += 1)
      house.account.alarms.putMetricAlarm({
        name: `silver-part-${index}`,
        ...LATE,
      });
  });

  /** The rows of the newest file that this person has in their direct message. */
  async function rowsFor(user: string): Promise<readonly string[]> {
    const file = await house.workspace.waitFor(
      () => directsOf(user).findLast(({ files }) => files.length > 0),
      20_000,
    );
    expect(shown(file)).toContain('All 121 rows of /etl alarms');
    const stored = house.workspace.state.files.get(file.files[0] ?? '');
    expect(stored?.title).toMatch(/^alarms-\d{4}-\d{2}-\d{2}-\d{4}\.csv$/);
    return (stored?.bytes?.toString('utf8') ?? '').trim().split('\r\n');
  }

  it('comes to who presses as a direct message, with the whole as a file below', async () => {
    // What the incident before brings on its way is there by then.
    await house.card('timeline:1', (text) => text.includes('/etl logs'));
    expect(await house.type(ME, CHANNEL, '/etl alarms')).toContain('… 71 more rows');
    const before = everybodys().filter(({ channel }) => !channel.startsWith('D')).length;
    const answer = newestFor(ME);
    expect(await house.workspace.as(ME).press(answer, FILE)).toEqual({ ok: true });
    const rows = await rowsFor(ME);
    expect(rows).toHaveLength(MANY + 2);
    expect(rows[0]).toBe('"Alarm","State","Since","Reaches somebody","When it fires"');
    expect(rows.filter((row) => row.startsWith('"silver-part-'))).toHaveLength(MANY);
    await house.workspace.waitFor(() =>
      directsOf(ME).some((one) => shown(one).includes('All of it is in the file below.')),
    );
    expect(shown(newestFor(ME))).toContain('The result comes to you alone, as a direct message.');
    expect(everybodys().filter(({ channel }) => !channel.startsWith('D'))).toHaveLength(before);
  });

  it('is there for whoever sees what another shared, with the level that the command needs', async () => {
    await house.type(ME, CHANNEL, '/etl alarms');
    expect(await house.workspace.as(ME).press(newestFor(ME), 'Share')).toEqual({ ok: true });
    const sharedAnswer = await message('`/etl alarms`', '… 106 more rows');
    expect(await house.workspace.as('U0GUEST').press(sharedAnswer, FILE)).toEqual({ ok: true });
    await house.workspace.waitFor(() => shown(newestFor('U0GUEST')).includes('you have no level here'));
    expect(await house.workspace.as('U0ANALYST').press(sharedAnswer, FILE)).toEqual({ ok: true });
    expect(await rowsFor('U0ANALYST')).toHaveLength(MANY + 2);
    expect(directsOf('U0GUEST')).toEqual([]);
  });
});

/** The newest of what only this person sees in the channel. */
function newestFor(user: string): Message {
  const newest = house.workspace.ephemerals(user).at(-1);
  if (newest === undefined) throw new Error(`Expected something that only ${user} sees`);
  return newest;
}

/** The direct message of the bot with this person. */
function directsOf(user: string): readonly Message[] {
  const { messages, directory } = house.workspace.state;
  const { id } = directory.direct(user).channel;
  return messages.all().filter(({ channel }) => channel === id);
}

/** What everybody in the channel sees. */
function everybodys(): readonly Message[] {
  return house.workspace.state.messages.all().filter(({ onlyFor }) => onlyFor === null);
}

/** Waits for the newest message that everybody sees and of which all of this can be read. */
function message(...words: readonly string[]): Promise<Message> {
  return house.workspace
    .waitFor(() => everybodys().findLast((one) => words.every((word) => shown(one).includes(word))), 20_000)
    .catch((error: unknown) => {
      const seen = everybodys().map(shown).join('\n---\n');
      throw new Error(`Expected a message with ${words.join(' and ')}, there are:\n${seen}`, {
        cause: error,
      });
    });
}
