/** Every verb of `/etl`, typed by people in Slack and answered by the running bot. */

import type { House } from '../support/house.ts';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { startHouse } from '../support/house.ts';
import { timelineOf } from '../support/invariants.ts';
import { pressed, shown } from '../support/messages-shown.ts';
import { glueJobChange } from '../support/payloads.ts';

jest.setTimeout(60_000);

const ME = 'U0RESPONDER';
const JOB = 'verbs-silver-users';

let house: House;

/** What only the responder is shown for this line, in the house that all share or in another. */
const etl = (line: string, where = house): Promise<string> => where.type(ME, '#verbs', `/etl ${line}`.trim());

beforeAll(async () => {
  house = await startHouse({ pipelines: ['verbs'] });
  await breakJob(house);
});
afterAll(() => house.close());

/** Starts the bot and lets the job fail: incident 1. */
async function breakJob(where: House): Promise<void> {
  const { glue } = where.account;
  glue.putJob({ name: JOB, workers: 10, workerType: 'G.1X', maxConcurrentRuns: 1 });
  const { id: run } = glue.startRun(JOB);
  glue.advanceRun(run, 'FAILED', {
    errorMessage: 'Error Category: OUT_OF_MEMORY_ERROR; Java heap space',
  });
  await where.bot.start();
  await where.publish(
    glueJobChange({ job: JOB, run, state: 'FAILED', at: Date.now(), message: 'Java heap space' }),
  );
  await where.card('incident:1');
}

describe('looking', () => {
  it('/etl alone is a panel with what is open and what one may do', async () => {
    const panel = await etl('');
    expect(panel).toContain('1 open incident');
    expect(panel).toContain(`${JOB} failed`);
    expect(panel).toContain('You are an operator');
    expect(panel).toContain('Declare an incident');
  });

  it('help lists the verbs, and explains one', async () => {
    const help = await etl('help');
    expect(help).toContain('`/etl 42` one incident');
    for (const verb of [
      'incidents',
      'ack',
      'note',
      'resolve',
      'declare',
      'runbook',
      'logs',
      'retry',
      'whoami',
    ]) {
      expect(help).toContain(`/etl ${verb}`);
    }
    const retry = await etl('help retry');
    expect(retry).toContain('--workers');
    expect(await etl('retry --help')).toBe(retry);
  });

  it('a number is that incident, and incidents lists them', async () => {
    expect(await etl('1')).toContain(`${JOB} failed`);
    expect(await etl('#1')).toContain(`${JOB} failed`);
    expect(await etl('incidents')).toMatch(/#1 · .*verbs-silver-users failed/);
    expect(await etl('999')).toContain('There is no incident #999');
  });

  it('runbook finds procedures by their words, each with a button that starts it', async () => {
    expect(await etl('runbook')).toContain('ETL Pipeline Failure');
    expect(await etl('runbook job failures')).toContain('ETL Job Failures');
    const list = house.workspace.ephemerals(ME).at(-1);
    if (list === undefined) throw new Error('Expected a list of procedures');
    expect(await house.workspace.as(ME).press(list, 'Start for #1')).toEqual({ ok: true });
    await house.workspace.waitFor(() =>
      house.workspace.state.messages
        .all()
        .some(({ text, onlyFor }) => onlyFor === null && text.startsWith('ETL Job Failures, step')),
    );
  });

  it('whoami says what one may do', async () => {
    expect(await etl('whoami')).toMatch(/operator.*`retry`/s);
    expect(await house.type('U0ANALYST', '#verbs', '/etl whoami')).not.toContain('`retry`');
  });

  it('logs says why a run failed', async () => {
    expect(await etl(`logs ${JOB}`)).toContain('heap space');
  });

  it('a misspelt verb gets its neighbour, an unknown one the way to help', async () => {
    expect(await etl('incidnets')).toMatch(/Did you mean \/etl incidents\?/);
    expect(await etl('xyzzyplugh')).toContain('/etl help');
  });
});

describe('acting on an incident', () => {
  it('ack takes it, and says so when it is taken', async () => {
    expect(await etl('ack')).toContain('#1 is yours');
    await house.card('incident:1', (text) => text.includes(`On it: <@${ME}>`));
    expect(await house.type('U0LEAD', '#verbs', '/etl ack 1')).toContain('#1 is acknowledged already');
  });

  it('note writes into the timeline as it was typed', async () => {
    await etl('note 1 the “source” doubled —since midnight');
    const notes = (await timelineOf(house, 1)).filter((event) => event.type === 'NoteAdded');
    expect(notes).toMatchObject([{ by: { user: ME } }]);
    expect(JSON.stringify(notes)).toContain('doubled');
  });

  it('note and resolve without their words open a form', async () => {
    expect(await house.workspace.as(ME).type('#verbs', '/etl note 1')).toEqual({ ok: true });
    await house.workspace.waitFor(() => house.workspace.viewOf(ME)?.title === 'Note on #1');
    await house.workspace.as(ME).close();
    expect(await house.workspace.as(ME).type('#verbs', '/etl resolve')).toEqual({ ok: true });
    await house.workspace.waitFor(() => house.workspace.viewOf(ME)?.title === 'Resolve #1');
    await house.workspace.as(ME).close();
  });
});

describe('retrying', () => {
  it('a dry run tells and starts nothing', async () => {
    const before = runs();
    const told = await etl(`retry ${JOB} --workers 20 --dry-run`);
    expect(told).toContain('Nothing was started');
    expect(told).toContain('20 × G.1X (was 10 × G.1X)');
    expect(runs()).toEqual(before);
  });

  it('asked for twice, by two people, with the dashes of a phone, is one run', async () => {
    const before = runs();
    const [first, second] = [
      await etl(`retry ${JOB} —workers 20`),
      await house.type('U0LEAD', '#verbs', `/etl retry ${JOB}`),
    ];
    expect(first).toContain('Start verbs-silver-users with 20 × G.1X (was 10 × G.1X), attempt 2?');
    expect(second).toContain('Nothing is started yet.');
    expect(runs()).toEqual(before);
    await confirm(ME);
    await confirm('U0LEAD');
    await house.workspace.waitFor(() =>
      house.workspace.ephemerals('U0LEAD').some((message) => shown(message).includes('is running already')),
    );
    const started = await house.workspace.waitFor(() => runs().find(({ state }) => state === 'STARTING'));
    expect(started).toMatchObject({ workers: 20, workerType: 'G.1X' });

    house.account.glue.advanceRun(started.id, 'SUCCEEDED');
    await house.workspace.waitFor(() => runCards().some((text) => text.includes('succeeded')), 20_000);
    expect(runs()).toHaveLength(before.length + 1);
    expect(runCards().filter((text) => text.startsWith('/etl retry'))).toHaveLength(1);
  });

  it('is refused for more workers than allowed, and for words it does not know', async () => {
    const before = runs();
    expect(await etl(`retry ${JOB} --workers 400`)).toMatch(/40/);
    expect(await etl(`retry ${JOB} --worker 4`)).toContain('--worker');
    expect(await etl('retry')).toContain('Write /etl retry');
    expect(runs()).toEqual(before);
  });
});

describe('who may not', () => {
  it('a member without the level is refused, told who can, and nothing starts', async () => {
    const before = runs();
    const refusal = await house.type('U0ANALYST', '#verbs', `/etl retry ${JOB}`);
    expect(refusal).toContain('retry needs an operator');
    expect(refusal).toContain(`<@${ME}>`);
    expect(runs()).toEqual(before);
  });

  it.each(['', 'incidents', '1', 'ack 1', `logs ${JOB}`, 'note 1 hello', 'runbook'])(
    'a guest is refused /etl %s',
    async (line) => {
      expect(await house.type('U0GUEST', '#verbs', `/etl ${line}`.trim())).toMatch(/you have no level here/);
    },
  );
});

describe('what runs', () => {
  let own: House;

  beforeAll(async () => {
    own = await startHouse({ pipelines: ['verbs'] });
    await breakJob(own);
  });
  afterAll(() => own.close());

  it('is listed, traced and stopped by its last letters, and what it came of too', async () => {
    expect(await etl('running', own)).toContain('Nothing of yours runs');
    expect(await etl('cancel', own)).toContain('Nothing of yours runs.');
    await etl(`retry ${JOB}`, own);
    await confirm(ME, own);
    await own.workspace.waitFor(() => runCards(own).some((text) => text.includes('Running since')));
    const listed = await etl('running', own);
    expect(listed).toContain('1 of yours runs');
    expect(listed).toContain(`/etl retry ${JOB}`);
    const short = /\/etl cancel ([0-9a-f]{6})/.exec(listed)?.[1] ?? '';
    const traced = await etl(`trace ${short}`, own);
    expect(traced).toContain('requested');
    expect(traced).toContain('runs in AWS');
    expect(await etl('trace #1', own)).toContain('incident:1 is');
    expect(await etl('trace 1', own)).toContain('Inbound message 1 went into #1');
    expect(await etl('cancel', own)).toContain('is no longer followed. The job goes on in AWS.');
    expect(await etl(`cancel ${short}`, own)).toContain('is over already');
    expect(await etl('running', own)).toContain('Nothing of yours runs, 1 of yours ended within a day');
  });
});

describe('resolving', () => {
  let own: House;

  beforeAll(async () => {
    own = await startHouse({ pipelines: ['verbs'] });
    await breakJob(own);
  });
  afterAll(() => own.close());

  it('resolve with an outcome and words ends it', async () => {
    expect(await etl('resolve 1 fixed with more workers', own)).toContain('#1 is resolved');
    await own.card('incident:1', (text) => text.includes('*Resolved*') && text.includes('Fixed'));
    expect(await etl('resolve 1 fixed', own)).toContain('#1 is resolved (fixed) already');
    expect(await etl('ack 1', own)).toContain('#1 is resolved');
    const notes = (await timelineOf(own, 1)).filter((event) => event.type === 'NoteAdded');
    expect(notes.at(-1)).toMatchObject({ text: 'with more workers' });
    expect(await etl('ack', own)).toContain('No incident is open');
  });
});

/** Presses Run on the preview that was answered last. */
async function confirm(user: string, where = house): Promise<void> {
  const preview = where.workspace.ephemerals(user).at(-1);
  if (preview === undefined) throw new Error(`Expected a preview for ${user}`);
  await pressed(async () => where.workspace.as(user).press(preview, 'Run'));
}

function runs() {
  return house.account.glue.runs(JOB);
}

function runCards(where = house): readonly string[] {
  return where.workspace.state.messages
    .all()
    .filter(({ metadata }) => String(metadata?.event_payload.card).startsWith('run:'))
    .map(shown);
}
