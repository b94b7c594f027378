/** Asking for an operation: recorded and queued once, however often and by however many it is asked. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

function openRuns() {
  return world.stored.openRuns();
}

describe('a change that is typed', () => {
  it('is shown to the asker first, and nothing is started', async () => {
    expect(await world.say('retry silver-users', 'U0OPERATOR')).toEqual({
      kind: 'preview',
      risk: 'change',
      intent: 'Would retry silver-users, attempt 2',
      command: '/etl retry silver-users',
      step: null,
    });
    expect(openRuns()).toEqual([]);
    expect(world.retry.calls).toEqual([]);
  });
});

describe('a change that is asked for', () => {
  it('is recorded, queued, and shown as a card; nothing is called yet', async () => {
    const reply = await world.confirm('retry silver-users --workers 20', 'U0OPERATOR');
    const [run] = openRuns();
    expect(reply).toEqual({ kind: 'started', run, already: false });
    expect(run).toMatchObject({
      verb: 'retry',
      command: '/etl retry silver-users --workers 20',
      args: { job: 'silver-users', workers: '20' },
      risk: 'change',
      by: person('U0OPERATOR'),
      incident: null,
      channel: 'C0ALERTS',
      state: { state: 'requested' },
    });
    await world.read(async (reader) => {
      expect(await reader.jobs.load(`run:${run?.id}`)).toMatchObject({
        kind: 'run',
        payload: { run: run?.id },
      });
      expect(await reader.cards.load(`run:${run?.id}`)).toMatchObject({ kind: 'run', thread: null });
    });
    expect(world.retry.calls).toEqual([]);
  });

  it('about a job that failed belongs to its incident', async () => {
    await world.receive(gluePayload());
    await world.confirm('retry silver-users', 'U0OPERATOR');
    const [run] = openRuns();
    expect(run).toMatchObject({
      incident: 1,
      pipeline: 'todo-etl',
      place: { account: '123456789012', region: 'eu-central-1' },
      target: 'retry:123456789012/eu-central-1/silver-users',
      channel: '#todo-etl-alerts',
    });
    expect((await world.incident(1)).lastRun).toMatchObject({
      run: run?.id,
      state: 'running',
      command: '/etl retry silver-users',
    });
    expect(await world.read((reader) => reader.cards.load(`run:${run?.id}`))).toMatchObject({
      thread: 'incident:1',
    });
  });

  it('is one run while it has not ended, whoever asks and with whatever options', async () => {
    const replies = await Promise.all([
      world.confirm('retry silver-users', 'U0OPERATOR'),
      world.confirm('retry silver-users --workers 20', 'U0OPERATOR'),
      world.confirm('retry silver-users', 'U0OPERATOR'),
    ]);
    expect(replies.map((reply) => reply.kind === 'started' && reply.already)).toEqual([false, true, true]);
    expect(openRuns()).toHaveLength(1);
  });

  it('is another run for another job, and once the first has ended', async () => {
    await world.confirm('retry silver-users', 'U0OPERATOR');
    await world.confirm('retry gold-daily', 'U0OPERATOR');
    expect(openRuns()).toHaveLength(2);
    await world.work();
    expect(await world.confirm('retry silver-users', 'U0OPERATOR')).toMatchObject({ already: false });
  });

  it('by somebody who may not is refused, with who can', async () => {
    expect(await world.say('retry silver-users')).toMatchObject({ kind: 'refused', ask: ['U0OPERATOR'] });
    expect(openRuns()).toEqual([]);
    expect(world.stored.audit(1)).toMatchObject([{ allowed: false, deed: '/etl retry silver-users' }]);
  });

  it.each([
    [
      'retry',
      'Expected <job> after retry, got nothing. Write /etl retry <job> [--workers 20] [--dry-run] [--pipeline todo-etl] [--in eu-central-1].',
    ],
    ['retry a b', 'Expected no more words, got "b".'],
    ['retry a --force', 'Expected an option of retry, got --force.'],
    ['retry a --workers', 'Expected a value after --workers, such as 20.'],
    ['retry a --workers 99', 'Expected 2 to 40 workers, got 99.'],
  ])('/etl %s is refused with a sentence', async (text, told) => {
    const reply = await world.say(text, 'U0OPERATOR');
    expect(reply).toMatchObject({ kind: 'refused', text: expect.stringContaining(told) });
    expect(openRuns()).toEqual([]);
  });
});

describe('what only reads', () => {
  it('answers the asker at once, and is audited', async () => {
    expect(await world.say('logs silver-users', 'U0VIEWER')).toMatchObject({
      kind: 'finding',
      command: '/etl logs silver-users',
      finding: { verdict: 'ok' },
    });
    expect(openRuns()).toEqual([]);
    expect(world.stored.audit(1)).toMatchObject([{ deed: '/etl logs silver-users', allowed: true }]);
  });

  it('is also a change that is only tried out', async () => {
    expect(await world.say('retry silver-users --dry-run', 'U0VIEWER')).toMatchObject({ kind: 'finding' });
    expect(world.retry.calls).toMatchObject([
      { call: 'start', args: { job: 'silver-users', 'dry-run': 'true' } },
    ]);
    expect(openRuns()).toEqual([]);
  });
});
