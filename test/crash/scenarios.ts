/**
 * What is going on when the bot is killed. `begin` brings things to the point and does the deed that the kill falls
 * into; `again` is what the world does afterwards: SNS delivers once more, a person presses once more.
 */

import type { Message } from '../../sandbox/slack/entities.ts';
import type { House, HouseOptions } from '../support/house.ts';

import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';

import { timelineOf } from '../support/invariants.ts';
import { offers, shown } from '../support/messages-shown.ts';
import { glueJobChange, metricAlarm } from '../support/payloads.ts';

export interface Scenario {
  begin(house: House): Promise<void>;
  again(house: House): Promise<void>;
  /** What people do while the bot is dead; nothing when absent. */
  readonly meanwhile?: (house: House) => Promise<void>;
  /** Checks what this scenario is about, once everything has come to rest. */
  check(house: House): Promise<void>;
  /** Ids of the messages that must have been accepted by then. */
  readonly accepted: readonly string[];
  /** What its house has beside what each has. */
  readonly house?: Pick<HouseOptions, 'lake' | 'config'>;
}

export const PIPELINE = 'alpha';
export const JOB = `${PIPELINE}-silver-users`;

/** An alarm comes in and opens the first incident. */
export function alarm(): Scenario {
  const inbox = createInbox();
  const fired = metricAlarm({ name: `${PIPELINE}-silver-late`, state: 'ALARM', at: Date.now() });
  return {
    accepted: inbox.ids,
    begin: (house) => inbox.deliver(house, fired),
    again: (house) => inbox.deliverAgain(house),
    check: async (house) => expect(await typesOf(house)).toEqual(['IncidentOpened', 'AlarmJoined']),
  };
}

/** A second alarm joins the incident, which is worth a ping. */
export function joining(): Scenario {
  const inbox = createInbox();
  const at = Date.now();
  return {
    accepted: inbox.ids,
    async begin(house) {
      await inbox.deliver(house, metricAlarm({ name: `${PIPELINE}-silver-late`, state: 'ALARM', at }));
      await house.card('incident:1');
      await inbox.deliver(house, metricAlarm({ name: `${PIPELINE}-silver-empty`, state: 'ALARM', at }));
    },
    again: (house) => inbox.deliverAgain(house),
    async check(house) {
      const pings = house.workspace.state.messages.all().filter(({ text }) => text.includes('Joined #1'));
      expect(pings).toHaveLength(1);
    },
  };
}

/** Somebody acknowledges the incident. */
export function acknowledging(): Scenario {
  const inbox = createInbox();
  const acknowledge = async (house: House): Promise<void> => {
    const card = house.cards('incident:1')[0];
    if (card !== undefined && offers(card, 'Acknowledge')) {
      await house.workspace.as('U0RESPONDER').press(card, 'Acknowledge');
    }
  };
  return {
    accepted: inbox.ids,
    async begin(house) {
      await inbox.deliver(
        house,
        metricAlarm({ name: `${PIPELINE}-silver-late`, state: 'ALARM', at: Date.now() }),
      );
      await house.card('timeline:1');
      await acknowledge(house);
    },
    again: acknowledge,
    async check(house) {
      expect((await typesOf(house)).filter((type) => type === 'IncidentAcknowledged')).toHaveLength(1);
      expect(shown(await house.card('incident:1'))).toContain('On it: <@U0RESPONDER>');
    },
  };
}

/** Somebody opens the checklist of a failed job, whose first step reads by itself. */
export function openingChecklist(): Scenario {
  const inbox = createInbox();
  const open = async (house: House): Promise<void> => {
    await house.workspace.as('U0RESPONDER').press(await house.card('incident:1'), 'Checklist');
  };
  return {
    accepted: inbox.ids,
    async begin(house) {
      await failedJob(house, inbox);
      await open(house);
    },
    async again(house) {
      if (checklistOf(house) === undefined && !(await typesOf(house)).includes('ChecklistOpened'))
        await open(house);
    },
    async check(house) {
      const types = await typesOf(house);
      expect(types.filter((type) => type === 'ChecklistOpened')).toHaveLength(1);
      expect(types.filter((type) => type === 'RunStarted')).toHaveLength(1);
      expect(types.filter((type) => type === 'RunEnded')).toHaveLength(1);
      expect(shown(await checklistCard(house, () => true))).toMatch(/by Handrail|Ran </);
    },
  };
}

/** Somebody runs the step of a checklist that retries the failed job. */
export function retrying(): Scenario {
  const inbox = createInbox();
  return {
    accepted: inbox.ids,
    async begin(house) {
      await failedJob(house, inbox);
      house.account.onChange((change) => {
        if (change.type !== 'run-started') return;
        setImmediate(() => house.account.glue.advanceRun(change.run.id, 'SUCCEEDED'));
      });
      const responder = house.workspace.as('U0RESPONDER');
      await responder.press(await house.card('incident:1'), 'Checklist');
      // The log said why, so the step that mends it comes first.
      await responder.press(await checklistCard(house, (card) => offers(card, 'Run')), 'Run');
    },
    async again(house) {
      const card = checklistOf(house);
      if (card !== undefined && offers(card, 'Run'))
        await house.workspace.as('U0RESPONDER').press(card, 'Run');
    },
    async check(house) {
      const runs = house.account.glue.runs(JOB);
      expect(runs.map(({ state }) => state)).toEqual(['SUCCEEDED', 'FAILED']);
      const ends = (await timelineOf(house, 1)).filter(
        (event) => event.type === 'RunEnded' && event.command.startsWith('/etl retry'),
      );
      expect(ends).toMatchObject([{ verdict: 'ok' }]);
      expect(shown(await checklistCard(house, () => true))).toContain('Finished');
    },
  };
}

/** A job fails, and Handrail finds out why. */
export function failing(): Scenario {
  const inbox = createInbox();
  return {
    accepted: inbox.ids,
    async begin(house) {
      const { glue } = house.account;
      glue.putJob({ name: JOB });
      const run = glue.startRun(JOB);
      glue.advanceRun(run.id, 'FAILED', { errorMessage: 'OutOfMemoryError: Java heap space' });
      await inbox.deliver(house, glueJobChange({ job: JOB, run: run.id, state: 'FAILED', at: Date.now() }));
    },
    again: (house) => inbox.deliverAgain(house),
    async check(house) {
      const card = await house.card('incident:1', (text) => text.includes('Out of memory, attempt 1 of 1'));
      expect(shown(card)).toContain(`/etl logs ${JOB}`);
      expect((await typesOf(house)).filter((type) => type === 'ClueFound').length).toBeGreaterThan(0);
    },
  };
}

/** Somebody looks at the jobs while AWS is slow, and waits for the answer where they asked. */
export function looking(): Scenario {
  const looked = ({ workspace }: House): readonly Message[] =>
    workspace.state.messages
      .all()
      .filter((message) => message.channel.startsWith('D') && shown(message).includes('has never run'));
  return {
    accepted: [],
    async begin(house) {
      house.account.glue.putJob({ name: JOB });
      house.aws.faults.set({ operation: 'GetJobRuns', kind: 'slow', times: 1, delayMs: 4_000 });
      await house.workspace.as('U0RESPONDER').type(`#${PIPELINE}`, '/etl jobs');
    },
    again: async () => {},
    async check(house) {
      await house.workspace.waitFor(() => looked(house).length > 0, 30_000);
      expect(looked(house)).toHaveLength(1);
    },
  };
}

/** The alarm recovers and stays calm, so that a timer resolves the incident. */
export function calming(): Scenario {
  const inbox = createInbox();
  const at = Date.now();
  return {
    accepted: inbox.ids,
    async begin(house) {
      await inbox.deliver(
        house,
        metricAlarm({ name: `${PIPELINE}-silver-late`, state: 'ALARM', at: at - 1_000 }),
      );
      await house.card('incident:1');
      await inbox.deliver(house, metricAlarm({ name: `${PIPELINE}-silver-late`, state: 'OK', at }));
    },
    again: (house) => inbox.deliverAgain(house),
    async check(house) {
      expect(shown(await house.card('incident:1', (text) => text.includes('*Resolved*')))).toContain(
        'by Handrail',
      );
      expect((await typesOf(house)).filter((type) => type === 'IncidentResolved')).toHaveLength(1);
    },
  };
}

/** A Glue job that failed, in the account and as an incident whose card stands. */
async function failedJob(house: House, inbox: Inbox): Promise<void> {
  const { glue } = house.account;
  glue.putJob({ name: JOB });
  const run = glue.startRun(JOB);
  glue.advanceRun(run.id, 'FAILED', { errorMessage: 'OutOfMemoryError: Java heap space' });
  await inbox.deliver(house, glueJobChange({ job: JOB, run: run.id, state: 'FAILED', at: Date.now() }));
  await house.card('timeline:1');
}

interface Inbox {
  readonly ids: readonly string[];
  deliver(house: House, message: object): Promise<void>;
  /** What had no 200 is delivered again, under its id, until it has one. */
  deliverAgain(house: House): Promise<void>;
}

function createInbox(): Inbox {
  const ids: string[] = [];
  const waiting = new Map<string, object>();
  return {
    ids,
    async deliver(house, message) {
      const messageId = randomUUID();
      ids.push(messageId);
      waiting.set(messageId, message);
      const answer = await house.publish(message, { messageId }).catch(() => null);
      if (answer?.status === 200) waiting.delete(messageId);
    },
    async deliverAgain(house) {
      for (const [messageId, message] of waiting) {
        const { status } = await house.publish(message, { messageId });
        expect(status).toBe(200);
      }
      waiting.clear();
    },
  };
}

async function typesOf(house: House): Promise<readonly string[]> {
  return (await timelineOf(house, 1)).map(({ type }) => type);
}

function checklistOf({ workspace }: House): Message | undefined {
  return workspace.state.messages
    .all()
    .find(({ metadata }) => String(metadata?.event_payload.card).startsWith('checklist:'));
}

function checklistCard(house: House, test: (card: Message) => boolean): Promise<Message> {
  return house.workspace.waitFor(() => {
    const card = checklistOf(house);
    return card !== undefined && test(card) ? card : null;
  }, 20_000);
}
