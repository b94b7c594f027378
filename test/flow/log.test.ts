/** What stands in the log at its most talkative: every line that a request caused can be found, and no secret can. */

import type { House } from '../support/house.ts';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { deliver } from '../../sandbox/sns/deliver.ts';
import { startHouse, TOPIC } from '../support/house.ts';
import { metricAlarm } from '../support/payloads.ts';

jest.setTimeout(60_000);

const LEAKED_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYLEAKEDKEY0';

let house: House;

beforeAll(async () => {
  house = await startHouse({ pipelines: ['alpha'] });
});
beforeEach(() => house.bot.start({ LOG_LEVEL: 'trace' }));
afterEach(() => house.bot.stop());
afterAll(() => house.close());

/** Lines of a bot that has ended, each as what it says. */
function said(): readonly Readonly<Record<string, unknown>>[] {
  return house.bot.lines.map((line) => ({ ...(JSON.parse(line) as object) }));
}

describe('the log', () => {
  it('names the request in every line that it caused, by the id that its sender was told', async () => {
    const forged = await fetch(`${house.url}/sns`, { method: 'POST', body: '{"Type":"Notification"}' });
    expect(forged.status).toBe(400);
    const id = forged.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await house.bot.line('why it refused', (line) => line.includes(String(id)));
    await house.bot.stop();
    const lines = said().filter(({ requestId }) => requestId === id);
    expect(lines).toMatchObject([{ level: 40, reason: expect.any(String) }]);
  });

  it('holds no secret, whatever went wrong', async () => {
    const { token } = house.account.sns.subscribe(TOPIC, `${house.url}/sns`);
    house.aws.faults.set({ operation: 'ConfirmSubscription', kind: 'access-denied', times: 1 });
    const subscription = house.signer.subscriptionConfirmation({ topicArn: TOPIC, token });
    expect((await deliver(`${house.url}/sns`, subscription, { fetch: globalThis.fetch })).status).toBe(503);

    house.workspace.faults.set({ kind: 'http-500', method: 'chat.postMessage', times: 2 });
    house.aws.faults.set({ operation: 'GetJobRuns', kind: 'access-denied', times: 3 });
    const alarm = metricAlarm({ name: 'alpha-silver-late', state: 'ALARM', at: Date.now() });
    const leaky = { ...alarm, NewStateReason: `aws_secret_access_key = ${LEAKED_KEY}` };
    expect((await house.publish(leaky)).status).toBe(200);
    const card = await house.card('incident:1');
    await house.press('U0RESPONDER', 'incident:1', 'Acknowledge');
    await house.type('U0RESPONDER', '#alpha', '/etl logs silver-users');

    // Only what it wrote until its end is all that it wrote.
    await house.bot.stop();
    const log = house.bot.lines.join('\n');
    expect(log).toContain('could not be confirmed');
    expect(log).toContain('Slack did not take a card');
    const secrets = [
      String(house.env.SLACK_BOT_TOKEN),
      String(house.env.SLACK_SIGNING_SECRET),
      SANDBOX_CREDENTIALS.secretAccessKey,
      token,
      String(subscription['Signature']),
      LEAKED_KEY,
    ];
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
    expect(JSON.stringify([card.text, card.blocks])).not.toContain(LEAKED_KEY);
  });
});
