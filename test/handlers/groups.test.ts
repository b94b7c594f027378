/** With the smallest configuration of the README, what is unrelated never shares a card, and nothing leaves it unsaid. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { World } from '../support/world.ts';
import { MINUTE, NIGHT } from '../support/builders.ts';
import { aMessage, gluePayload, metricPayload } from '../support/messages.ts';
import { openWorld, ROUTING } from '../support/world.ts';
import { timelineIn } from '../support/stored.ts';

let world: World;

beforeEach(async () => {
  const pipelines = ROUTING.pipelines.map((pipeline) => ({ ...pipeline, stages: [] }));
  world = await openWorld({ routing: { ...ROUTING, pipelines } });
});

afterEach(() => world.close());

const opened = async (): Promise<readonly string[]> =>
  (await world.read((reader) => reader.incidents.list({ state: 'any', limit: 20 }))).map(
    ({ title }) => title,
  );

describe('alarms of a pipeline without stages', () => {
  it('are one incident for each thing that they are about', async () => {
    await world.receive(
      gluePayload(),
      gluePayload({ job: 'gold-kpis', state: 'TIMEOUT' }),
      { 'detail-type': 'Glue Crawler State Change', source: 'aws.glue', detail: { crawlerName: 'orders' } },
      aMessage('Budget Name: lake\n', { subject: 'AWS Budgets: lake has exceeded your alert threshold' }),
    );
    expect(await opened()).toHaveLength(4);
  });

  it('are one incident where they are about one job', async () => {
    await world.receive(
      gluePayload(),
      metricPayload(),
      metricPayload({ name: 'todo-etl-silver-users-slow' }),
    );
    expect(await opened()).toHaveLength(1);
  });
});

describe('texts of one subject', () => {
  const text = (body: string, at: number) => aMessage(body, { subject: 'Notification', sentAt: at });

  it('are two alarms where they say different things, and both stay', async () => {
    await world.receive(text('The copy failed', NIGHT), text('The copy was completed', NIGHT + MINUTE));
    expect((await world.incident(1)).alarms.map(({ reason, state }) => [reason, state])).toEqual([
      ['The copy failed', 'ALARM'],
      ['The copy was completed', 'ALARM'],
    ]);
  });

  it('about one thing are one alarm, whose timeline holds what each said', async () => {
    const about = (said: string) => `${said}\nResource ARN: arn:aws:rds:eu-central-1:123456789012:db:orders`;
    await world.receive(
      text(about('The copy failed'), NIGHT),
      text(about('The copy is done'), NIGHT + MINUTE),
    );
    expect((await world.incident(1)).alarms).toMatchObject([
      { headline: 'orders: The copy is done', events: 2 },
    ]);
    expect(await opened()).toEqual(['orders: The copy failed']);
    const timeline = JSON.stringify(await world.read((reader) => timelineIn(reader, 1)));
    expect(timeline).toContain('The copy failed');
    expect(timeline).toContain('The copy is done');
  });
});
