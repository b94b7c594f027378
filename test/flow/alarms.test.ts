/** What SNS brings: the same thing often, things in the wrong order, texts that nobody escaped, a subscription. */

import type { House } from '../support/house.ts';

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { checkMessageBlocks } from '../../sandbox/slack/blocks/blocks.ts';
import { deliver } from '../../sandbox/sns/deliver.ts';
import { startHouse, TOPIC } from '../support/house.ts';
import { shown } from '../support/messages-shown.ts';
import { metricAlarm } from '../support/payloads.ts';
import { HOSTILE } from '../support/slack-text.ts';

jest.setTimeout(60_000);

let house: House;

beforeAll(async () => {
  house = await startHouse({
    pipelines: ['often', 'order', 'never'],
    config: { routes: [{ match: { kind: 'text' }, channel: '#data-team' }] },
  });
  await house.bot.start();
});
afterAll(() => house.close());

describe('an alarm', () => {
  it('that is delivered five times is one event', async () => {
    const message = metricAlarm({ name: 'often-silver-late', state: 'ALARM', at: Date.now() });
    const messageId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => house.publish(message, { messageId })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.filter(({ body }) => body.includes('"stored"'))).toHaveLength(1);

    const number = await house.incident('#often', 'often-silver-late');
    expect(await listed(number)).toMatchObject({ alarms: [{ name: 'often-silver-late', events: 1 }] });
  });

  it('that comes under a new message id for the same change is still one event', async () => {
    const at = Date.now() + 1_000;
    const message = metricAlarm({ name: 'often-gold-late', state: 'ALARM', at });
    await Promise.all([house.publish(message), house.publish(message)]);
    const number = await house.incident('#often', '2 alarms');
    expect(await listed(number)).toMatchObject({
      alarms: [
        { name: 'often-silver-late', events: 1 },
        { name: 'often-gold-late', events: 1 },
      ],
    });
  });

  it('whose OK overtook it shows when it fired and when it recovered', async () => {
    const at = Date.now() - 60_000;
    await house.publish(metricAlarm({ name: 'order-silver-late', state: 'OK', at: at + 30_000 }));
    await house.publish(metricAlarm({ name: 'order-silver-late', state: 'ALARM', at }));
    const number = await house.incident('#order', 'order-silver-late');
    expect(shown(await house.card(`incident:${number}`))).toMatch(/order-silver-late · fired .*, recovered /);
    expect(await listed(number)).toMatchObject({ alarms: [{ name: 'order-silver-late', state: 'OK' }] });
  });

  it('that is well, or has no data, opens nothing', async () => {
    await house.publish(metricAlarm({ name: 'never-silver-late', state: 'OK', at: Date.now() }));
    await house.publish(metricAlarm({ name: 'never-gold-late', state: 'INSUFFICIENT_DATA', at: Date.now() }));
    await house.publish(metricAlarm({ name: 'order-gold-late', state: 'ALARM', at: Date.now() }));
    await house.incident('#order', 'order-gold-late');
    expect(house.workspace.messages('#never')).toEqual([]);
  });
});

describe('a text', () => {
  it.each([
    ['that would ping and break out', `Alpha ${HOSTILE}`],
    ['of ten thousand characters', `Bravo ${'0123456789'.repeat(1_000)}`],
    ['of ten thousand characters that escaping makes longer', `Charlie ${'<&>`'.repeat(2_500)}`],
    ['in Chinese and emoji', 'Delta 数据表为空,请检查上游任务 🧯👩‍🚒🇩🇪\n第二行'],
    ['with NUL and half a surrogate pair', 'Echo \u0000 \uD83D end'],
    ['with nothing but white space', ' \n\t '],
  ])('%s is shown, safely', async (_, text) => {
    expect((await house.publish(text)).status).toBe(200);
    const word = /^\p{L}+/u.exec(text)?.[0] ?? 'An empty message';
    const number = await house.incident('#data-team', word);
    const card = await house.card(`incident:${number}`);
    expect(checkMessageBlocks(card.blocks).ok).toBe(true);
    expect(card.blocks.length).toBeGreaterThan(0);
    const said = shown(card);
    expect(said).not.toMatch(/<!(?:channel|here|everyone)|<@UHOSTILE|<#C|<https:\/\/evil/);
    expect(said).not.toContain('\u0000');
    expect(said.isWellFormed()).toBe(true);
  });

  it('keeps its Chinese and its emoji readable', async () => {
    const number = await house.incident('#data-team', 'Delta');
    expect(shown(await house.card(`incident:${number}`))).toContain('Delta 数据表为空,请检查上游任务 🧯👩‍🚒🇩🇪');
  });
});

describe('a delivery', () => {
  it('that asks to confirm a subscription is confirmed through the API of SNS', async () => {
    const { token } = house.account.sns.subscribe(TOPIC, `${house.url}/sns`);
    const answer = await deliver(
      `${house.url}/sns`,
      house.signer.subscriptionConfirmation({ topicArn: TOPIC, token }),
      {
        fetch: globalThis.fetch,
      },
    );
    expect(answer).toEqual({ status: 200, body: '{"result":"confirmed"}' });
    expect(house.account.sns.confirmations()).toMatchObject([{ topicArn: TOPIC, token }]);
  });

  it('that was changed on the way is refused and stores nothing', async () => {
    const signed = house.signer.notification({ topicArn: TOPIC, message: 'Foxtrot' });
    const answer = await deliver(
      `${house.url}/sns`,
      { ...signed, Message: 'Golf' },
      { fetch: globalThis.fetch },
    );
    expect(answer.status).toBe(403);
    expect(JSON.stringify(await allListed())).not.toMatch(/Foxtrot|Golf/);
  });
});

interface Listed {
  readonly number: number;
  readonly alarms: readonly { readonly name: string; readonly state: string; readonly events: number }[];
}

async function allListed(): Promise<readonly Listed[]> {
  const { stdout } = await house.cli('incidents', '--all', '--json');
  return JSON.parse(stdout) as readonly Listed[];
}

async function listed(number: number): Promise<Listed | undefined> {
  return (await allListed()).find((incident) => incident.number === number);
}
