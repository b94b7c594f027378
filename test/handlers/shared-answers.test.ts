/** One answer for several people who ask the same: of whom it is, how old it may be, and what is never shared. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Operation, Progress } from '../../src/operations/operation.ts';
import type { Reply } from '../../src/handlers/reply.ts';
import { createSharedAnswers } from '../../src/handlers/shared-answers.ts';
import { aFinding, NIGHT, person } from '../support/builders.ts';
import { ENDED_WELL, fakeLogs, type FakeOperation, goesOn } from '../support/operations.ts';
import { gluePayload } from '../support/messages.ts';
import { GUEST, HOUR, openWorld, type World } from '../support/world.ts';

const SECOND = 1_000;
const ASK = 'logs silver-users';

function foundAt(trueAt: number): Progress {
  return { state: 'ended', finding: aFinding({ summary: 'out of memory', trueAt }) };
}

describe('a read that several people ask for', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const asked = (): number => world.logs.calls.length;
  const agoOf = (reply: Reply): unknown => (reply.kind === 'finding' ? reply.shared : reply);

  it('is answered once for two people of one level, who are told how old it is', async () => {
    world.logs.answers(foundAt(NIGHT));
    const first = await world.say(ASK, 'U0RESPONDER');
    world.pass(12 * SECOND);
    const second = await world.say(ASK, 'U0OTHER');
    expect(asked()).toBe(1);
    expect(agoOf(first)).toBeUndefined();
    expect(second).toMatchObject({
      kind: 'finding',
      finding: { summary: 'out of memory', trueAt: NIGHT },
      shared: { by: person('U0RESPONDER'), agoMs: 12 * SECOND },
    });
    expect(world.stored.audit(9).filter(({ deed }) => deed === `/etl ${ASK}`)).toHaveLength(2);
  });

  it('is refused to whoever may not ask, however lately another did', async () => {
    await world.say(ASK, 'U0RESPONDER');
    expect(await world.say(ASK, GUEST)).toMatchObject({ kind: 'refused' });
  });

  it('says nothing of an age of a few seconds, and is asked anew after half a minute', async () => {
    await world.say(ASK, 'U0RESPONDER');
    world.pass(5 * SECOND);
    expect(agoOf(await world.say(ASK, 'U0OTHER'))).toBeUndefined();
    expect(asked()).toBe(1);
    world.pass(26 * SECOND);
    await world.say(ASK, 'U0STRANGER');
    expect(asked()).toBe(2);
  });

  it('is asked anew for whoever had the answer, and that one is the next to be shared', async () => {
    await world.say(ASK, 'U0RESPONDER');
    world.pass(10 * SECOND);
    await world.say(ASK, 'U0RESPONDER');
    expect(asked()).toBe(2);
    world.pass(10 * SECOND);
    expect(agoOf(await world.say(ASK, 'U0OTHER'))).toMatchObject({ agoMs: 10 * SECOND });
    expect(asked()).toBe(2);
  });

  it('is another one with another level, other arguments or another place', async () => {
    await world.say(ASK, 'U0RESPONDER');
    await world.say(ASK, 'U0OPERATOR');
    await world.say('logs silver-tasks', 'U0OTHER');
    await world.say(`${ASK} --in eu-west-1`, 'U0OTHER');
    expect(asked()).toBe(4);
    await world.say(`${ASK} --in eu-central-1`, 'U0OTHER');
    expect(asked()).toBe(4);
  });

  it('is looked at anew once a change has begun', async () => {
    await world.receive(gluePayload());
    await world.say(ASK, 'U0RESPONDER');
    await world.confirm('retry silver-users', 'U0OPERATOR');
    await world.work();
    await world.say(ASK, 'U0OTHER');
    expect(asked()).toBe(2);
  });

  it('is not shared when the clock was set back', async () => {
    await world.say(ASK, 'U0RESPONDER');
    world.pass(-HOUR);
    await world.say(ASK, 'U0OTHER');
    expect(asked()).toBe(2);
  });
});

describe('what is never shared', () => {
  let world: World;
  let rows: FakeOperation;
  beforeEach(async () => {
    rows = fakeLogs();
    const own: Operation = { ...rows, verb: 'rows', shared: false, prepare: (args) => preparedAs(own, args) };
    world = await openWorld({ operations: [own] });
  });
  afterEach(() => world.close());

  function preparedAs(operation: Operation, args: Parameters<Operation['prepare']>[0]) {
    const prepared = rows.prepare(args);
    return prepared.ok ? { ...prepared, value: { ...prepared.value, operation } } : prepared;
  }

  it('is what the operation says is its asker’s', async () => {
    await world.say('rows silver-users', 'U0RESPONDER');
    await world.say('rows silver-users', 'U0OTHER');
    expect(rows.calls).toHaveLength(2);
  });

  it('is the look at what a change would do', async () => {
    await world.say('retry silver-users --dry-run', 'U0RESPONDER');
    await world.say('retry silver-users --dry-run', 'U0OTHER');
    expect(world.retry.calls).toHaveLength(2);
  });
});

describe('an answer under way', () => {
  const asker = (user: string) => ({ by: person(user), name: user });
  const [first, second] = [asker('U0RESPONDER'), asker('U0OTHER')];

  it('is waited for by everybody who asks meanwhile, and its age is that of the first asking', async () => {
    let now = NIGHT;
    const answers = createSharedAnswers(() => now);
    const answer = Promise.withResolvers<Progress>();
    const begun = answers.ask('health', first, () => answer.promise);
    now += 40 * SECOND;
    const joined = answers.ask('health', second, () => Promise.reject(new Error('asked twice')));
    const again = answers.ask('health', first, () => Promise.reject(new Error('asked twice')));
    answer.resolve(ENDED_WELL);
    await begun;
    expect(await joined).toEqual({ progress: ENDED_WELL, by: first.by, at: NIGHT, isShared: true });
    expect(await again).toMatchObject({ isShared: true });
  });

  it('that fails, fails for all who wait, and is asked anew by the next', async () => {
    const answers = createSharedAnswers(() => NIGHT);
    const failing = () => Promise.reject(new Error('a bug'));
    const both = await Promise.allSettled([
      answers.ask('health', first, failing),
      answers.ask('health', second, async () => ENDED_WELL),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await answers.ask('health', second, async () => ENDED_WELL)).toMatchObject({ isShared: false });
  });

  it('is not kept when it goes on, nor for ever more of them', async () => {
    const answers = createSharedAnswers(() => NIGHT);
    await answers.ask('count', first, async () => goesOn('t'));
    expect(await answers.ask('count', second, async () => ENDED_WELL)).toMatchObject({ by: second.by });
    for (let index = 0; index < 100; index += 1)
      await answers.ask(`jobs ${index}`, first, async () => ENDED_WELL);
    expect(await answers.ask('jobs 0', second, async () => ENDED_WELL)).toMatchObject({ isShared: false });
    expect(await answers.ask('jobs 99', second, async () => ENDED_WELL)).toMatchObject({ isShared: true });
  });
});
