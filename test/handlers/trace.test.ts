/** /etl trace: what became of a run, a card or an inbound message, and what stays with whom it is for. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InboundMessage } from '../../src/alarms/event.ts';
import type { Finding } from '../../src/operations/finding.ts';
import type { CardRow } from '../../src/handlers/ports.ts';
import type { Reply } from '../../src/handlers/reply.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import { aFinding, aRun, MINUTE, NIGHT, person } from '../support/builders.ts';
import { aMessage, gluePayload, TOPIC } from '../support/messages.ts';
import { ENDED_BADLY, goesOn } from '../support/operations.ts';
import { openWorld, type World } from '../support/world.ts';

const SECRET = 'jane@example.com';
const ID = '0199a1b2-0000-7000-8000-00000000000a';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

function found(reply: Reply): Finding {
  if (reply.kind !== 'finding') throw new Error(`Expected a finding, got ${JSON.stringify(reply)}`);
  return reply.finding;
}

function facts({ facts: told }: Finding): Readonly<Record<string, string>> {
  return Object.fromEntries(told.map(({ label, value }) => [label, value]));
}

const trace = async (id: string, user?: string): Promise<Finding> =>
  found(await world.say(`trace ${id}`, user));

describe('the fate of an inbound message', () => {
  it('is told by its number and by the id that SNS gave it: when it came, what it was, and where it went', async () => {
    const message = aMessage(gluePayload());
    await world.receive(message);
    const told = await trace('1');
    expect(told.summary).toBe('Inbound message 1 went into #1: no incident is open for todo-etl silver');
    expect(facts(told)).toEqual({
      MessageId: message.messageId,
      Topic: 'todo-etl-alarms',
      Came: expect.stringMatching(/^2026-.*Z, sent 2026-.*Z$/),
      Kind: 'glue-job, ALARM',
      Alarm: 'silver-users',
      'Goes by now to': expect.stringMatching(/^todo-etl, stage silver, SEV2, #todo-etl-alerts: .*silver/),
      Applied: expect.stringMatching(/^2026-/),
    });
    expect(told.next).toEqual(['/etl 1', '/etl trace #1']);
    expect({ ...(await trace(message.messageId)), trueAt: 0 }).toEqual({ ...told, trueAt: 0 });
    expect(await trace('inbound:1')).toEqual(told);
  });

  it('says of a change that came twice that it was applied before', async () => {
    await world.receive(gluePayload(), gluePayload());
    expect((await trace('2')).summary).toBe(
      'Inbound message 2 is in no incident: the same change was applied before',
    );
  });

  it('shows no text of it', async () => {
    const text = (): InboundMessage =>
      aMessage('The export of jane did not finish.', { subject: 'Export of jane' });
    await world.receive(text(), text());
    const [first, second] = [await trace('1'), await trace('2')];
    expect(facts(first)['Kind']).toBe('text, which is not shown here');
    expect(second.summary).toBe('Inbound message 2 went into #1: the text is in #1');
    expect(JSON.stringify([first, second])).not.toContain('jane');
  });

  it('that could not be applied has how often, why, and when it is tried again', async () => {
    await world.store.acceptInbound(aMessage(gluePayload()));
    await world.store.transact((tx) => tx.inbox.failed(1, 'no such table', NIGHT + MINUTE));
    const told = await trace('1');
    expect(told).toMatchObject({ verdict: 'fail', summary: 'Inbound message 1 could not be applied 1 time' });
    expect(facts(told)).toMatchObject({
      Failed: '1 time; the last: no such table',
      'Tried again': '2026-11-12T03:01Z',
    });
  });

  it('names the same id in another topic, and finds none in a topic that is not of the configuration', async () => {
    const message = aMessage(gluePayload());
    await world.store.acceptInbound({ ...message, topicArn: `${TOPIC}-other` });
    expect(await world.say(`trace ${message.messageId}`)).toMatchObject({ kind: 'refused' });
    expect(await world.say('trace 1')).toMatchObject({ kind: 'finding' });
  });

  it('is for responders, who are told nothing less when there is none', async () => {
    await world.receive(gluePayload());
    const refusals = [await world.say('trace 1', 'U0VIEWER'), await world.say('trace 9', 'U0VIEWER')];
    for (const refusal of refusals)
      expect(refusal).toMatchObject({
        kind: 'refused',
        text: expect.stringMatching(/^trace of an inbound message needs a responder, and you are a viewer\./),
      });
  });
});

describe('the fate of a card', () => {
  async function changed(key: string, changes: Partial<CardRow>): Promise<void> {
    await world.store.transact(async (tx) => {
      const card = await tx.cards.load(key);
      if (card === null) throw new Error(`Expected ${key}`);
      await tx.cards.save({ ...card, ...changes });
    });
  }

  it('is told by its key, and by the number of its incident', async () => {
    await world.receive(gluePayload());
    const told = await trace('#1');
    expect(told).toMatchObject({
      verdict: 'warn',
      summary: 'incident:1 is not posted yet',
      next: ['/etl 1'],
    });
    expect(facts(told)).toMatchObject({
      Kind: 'incident',
      Revision: expect.stringMatching(/^\d wanted, 0 shown$/),
      Stands: 'nowhere yet, meant for #todo-etl-alerts',
      Incident: '#1',
      Waits: 'for its turn',
    });
    expect(await trace('incident:1')).toEqual(told);
    expect(facts(await trace('timeline:1'))['Waits']).toBe('for incident:1, in whose thread it stands');
  });

  it('says where it stands, with a link to the channel', async () => {
    await world.receive(gluePayload());
    const wanted = (await world.read((reader) => reader.cards.load('incident:1')))?.wanted ?? 0;
    await changed('incident:1', { channelId: 'C0ALERTS', ts: '1790.1', shown: wanted });
    const told = await trace('#1');
    expect(told).toMatchObject({ verdict: 'ok', summary: 'incident:1 is shown as it is' });
    expect(facts(told)['Stands']).toBe('#todo-etl-alerts (C0ALERTS), message 1790.1');
    expect(told.links).toEqual([
      { label: 'Its channel', url: 'https://slack.com/app_redirect?team=T0TEAM&channel=C0ALERTS' },
    ]);
  });

  it('says why it was given up, and until when it waits', async () => {
    await world.receive(gluePayload());
    await changed('incident:1', { gaveUp: 'The channel is gone.', attempts: 3 });
    expect(await trace('#1')).toMatchObject({
      verdict: 'fail',
      summary: 'incident:1 was given up: The channel is gone',
    });
    await changed('incident:1', { gaveUp: null, notBefore: NIGHT + 5 * MINUTE });
    expect(facts(await trace('#1'))['Waits']).toBe('until 2026-11-12T03:05Z');
    await world.store.transact((tx) => tx.slack.hold('post', NIGHT + 9 * MINUTE, NIGHT));
    expect(facts(await trace('#1'))['Waits']).toBe('until 2026-11-12T03:09Z, as Slack asked');
    await changed('incident:1', { leasedUntil: NIGHT + MINUTE });
    expect(facts(await trace('#1'))['Waits']).toBe('it is being shown now');
  });
});

describe('the fate of a run', () => {
  it('is told event by event, with the cards that show it', async () => {
    await world.receive(gluePayload());
    world.retry.answers(goesOn('jr_1'), goesOn('jr_1'), goesOn('jr_1', 'attempt 2'), ENDED_BADLY);
    await world.confirm('retry silver-users', 'U0OPERATOR');
    for (let turn = 0; turn < 4; turn += 1) {
      await world.work();
      world.pass(MINUTE);
    }
    const [run] = world.stored.runsOf(1);
    const told = await trace(run!.id, 'U0VIEWER');
    expect(told).toMatchObject({
      verdict: 'fail',
      summary: '/etl retry silver-users: failed: out of memory in 14 of 200 tasks',
      next: [`/etl trace run:${run!.id}`],
    });
    expect(told.table).toEqual({
      columns: ['When', 'What', 'By'],
      rows: [
        ['2026-11-12T03:00Z', 'requested', 'U0OPERATOR'],
        ['2026-11-12T03:00Z', 'starting', ''],
        ['2026-11-12T03:00Z', 'runs in AWS: running', ''],
        ['2026-11-12T03:02Z', 'runs in AWS: attempt 2', ''],
        ['2026-11-12T03:03Z', 'ended, fail: out of memory in 14 of 200 tasks', ''],
      ],
      people: ['By'],
    });
    expect(facts(told)).toMatchObject({ Incident: '#1', Told: 'in #todo-etl-alerts' });
    expect(facts(await trace(`run:${run!.id}`))).toMatchObject({ Kind: 'run', Incident: '#1' });
  });

  describe('for its asker alone', () => {
    const state: OperationRun['state'] = {
      state: 'ended',
      finding: aFinding({ verdict: 'ok', summary: SECRET }),
      at: NIGHT,
    };
    beforeEach(async () => {
      const { id, command } = { id: ID, command: `/etl query SELECT '${SECRET}'` };
      const run = aRun({
        id,
        command,
        verb: 'query',
        risk: 'read',
        audience: 'asker',
        by: person(),
        incident: null,
        file: { state: 'not-sent', because: SECRET },
        state,
      });
      await world.store.transact(async (tx) => {
        await tx.runs.add(run, [{ type: 'RunEnded', finding: aFinding({ summary: SECRET }), at: NIGHT }]);
        const place = { channel: 'U0RESPONDER', thread: null, urgency: 1, now: NIGHT } as const;
        await tx.cards.want({ key: `answer:${ID}`, kind: 'answer', subject: ID, ...place });
      });
    });

    it('has its words for them, found by its last letters', async () => {
      const told = await trace('00000a');
      expect(told.summary).toContain(`SELECT '${SECRET}': ended well: the answer is in your direct message`);
      expect(facts(told)).toMatchObject({ Told: 'to its asker alone', File: `not sent: ${SECRET}` });
      expect(told.next).toEqual([`/etl trace answer:${ID}`]);
    });

    it('has no word for a responder, and nothing for a viewer, its card neither', async () => {
      for (const id of [ID, `answer:${ID}`, `run:${ID}`]) {
        const told = await trace(id, 'U0OTHER');
        expect(JSON.stringify(told)).not.toContain(SECRET);
        expect(await world.say(`trace ${id}`, 'U0VIEWER')).toMatchObject({
          kind: 'refused',
          text: expect.stringMatching(/^trace of what another person asked for alone needs a responder/),
        });
      }
      expect(facts(await trace(ID, 'U0OTHER'))['File']).toBe('not sent');
      expect(await world.say('trace 00000a', 'U0OTHER')).toMatchObject({ kind: 'refused' });
    });
  });

  it('is of one run where several end alike', async () => {
    for (const id of ['aa-123456', 'bb-123456'])
      await world.store.transact((tx) => tx.runs.add(aRun({ id, by: person() }), []));
    expect(await world.say('trace 123456')).toMatchObject({
      kind: 'refused',
      next: expect.arrayContaining(['/etl trace aa-123456', '/etl trace bb-123456']),
    });
  });
});

describe('an id of nothing', () => {
  it.each(['9', 'nothing-here', '#9', 'run:9', 'timeline:9'])(
    'gets what was looked for, and how long such is kept: %s',
    async (id) => {
      const reply = await world.say(`trace ${id}`);
      expect(reply).toMatchObject({
        kind: 'refused',
        text: expect.stringContaining(`Found nothing by "${id}"`),
      });
      expect(reply).toMatchObject({
        text: expect.stringMatching(/kept for 30d, incidents, runs and other cards for 400d/),
      });
    },
  );

  it('has to be said', async () => {
    expect(await world.say('trace')).toMatchObject({
      kind: 'refused',
      text: 'Expected <id> after trace, got nothing. Write /etl trace <id>.',
    });
  });
});
