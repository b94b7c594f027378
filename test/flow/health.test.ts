/** What a load balancer, a scraper and SNS are told: when all is well, when the store cannot be written, when Slack is closed to us. */

import type { House } from '../support/house.ts';

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { SEED_SCOPES } from '../../sandbox/slack/scopes.ts';
import { startHouse } from '../support/house.ts';
import { settled } from '../support/invariants.ts';
import { metricAlarm } from '../support/payloads.ts';

jest.setTimeout(60_000);

let house: House;

beforeEach(async () => {
  house = await startHouse({ pipelines: ['alpha'] });
  await house.bot.start();
});
afterEach(() => house.close());

const get = (path: string): Promise<Response> => fetch(`${house.url}${path}`);

describe('a house that is well', () => {
  it('is alive and ready, and says what waits', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      slack: 'reached',
      missingScopes: [],
      backlog: { inbound: 0 },
    });
  });

  it('counts what it took', async () => {
    await house.publish(metricAlarm({ name: 'alpha-silver-late', state: 'ALARM', at: Date.now() }));
    await house.card('incident:1');
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toMatch(/^handrail_sns_accepted_total 1$/m);
    expect(metrics).toMatch(/^handrail_inbound_applied_total 1$/m);
    expect(metrics).toMatch(/^handrail_backlog\{queue="inbound"\} 0$/m);
    expect(metrics).toMatch(/^handrail_slack_calls_total\{method="chat\.postMessage"\} [1-9]/m);
  });
});

describe('a store that somebody else has locked', () => {
  it('answers 503 to SNS, stays alive, tells the person, and loses nothing', async () => {
    await house.publish(metricAlarm({ name: 'alpha-silver-late', state: 'ALARM', at: Date.now() }));
    const message = metricAlarm({ name: 'alpha-gold-late', state: 'ALARM', at: Date.now() });
    const card = await house.card('incident:1');
    // What Slack shows may not be recorded yet, and a lock between the two would be another story.
    await settled(house);
    const thief = new DatabaseSync(house.database, { timeout: 10_000 });
    thief.exec('begin immediate');
    try {
      const [taken, press] = await Promise.all([
        house.publish(message, { messageId: 'kept-waiting' }),
        house.workspace.as('U0RESPONDER').press(card, 'Acknowledge'),
      ]);
      expect(taken.status).toBe(503);
      expect(press).toEqual({ ok: true });
      expect((await get('/healthz')).status).toBe(200);
      await house.workspace.waitFor(() =>
        house.workspace
          .ephemerals('U0RESPONDER')
          .some(({ text }) => text.includes('That was not saved. Press again')),
      );
    } finally {
      thief.exec('rollback');
      thief.close();
    }
    expect((await house.publish(message, { messageId: 'kept-waiting' })).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    await house.card('incident:1', (text) => text.includes('2 alarms'));
    await house.press('U0RESPONDER', 'incident:1', 'Acknowledge');
    await house.card('incident:1', (text) => text.includes('On it: <@U0RESPONDER>'));
  });
});

describe('a Slack that lets the bot do less', () => {
  const alarm = (name: string) =>
    house.publish(metricAlarm({ name: `alpha-${name}-late`, state: 'ALARM', at: Date.now() }));

  it('because scopes are missing is told in the body and the log, and the bot is ready', async () => {
    house.workspace.token.install(SEED_SCOPES.filter((scope) => scope !== 'im:write'));
    await alarm('silver');
    await house.card('incident:1');
    const warning = await house.bot.line('what is missing', (line) => line.includes('lacks scopes'));
    expect(warning).toContain('im:write (nothing is sent as a direct message');
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'ready', missingScopes: ['im:write'] });
  });

  it('because the token was revoked is told in the body, while alarms are taken, to be shown once it is taken again', async () => {
    house.workspace.token.revoke();
    expect((await alarm('silver')).status).toBe(200);
    await house.bot.line('why', (line) => line.includes('token_revoked'));
    const refused = await get('/readyz');
    expect(refused.status).toBe(200);
    expect(await refused.json()).toMatchObject({
      status: 'ready',
      slack: expect.stringContaining('Slack refuses the bot token (token_revoked). Set SLACK_BOT_TOKEN'),
    });
    house.workspace.token.install(SEED_SCOPES);
    await house.card('incident:1');
    expect(await (await get('/readyz')).json()).toMatchObject({ slack: 'reached' });
  });
});
