/** What people do to incidents, each on an incident of its own, over Slack's signed callbacks. */

import type { House } from '../support/house.ts';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { startHouse } from '../support/house.ts';
import { timelineOf } from '../support/invariants.ts';
import { shown } from '../support/messages-shown.ts';
import { metricAlarm } from '../support/payloads.ts';

jest.setTimeout(60_000);

const ME = 'U0RESPONDER';
const PIPELINES = ['merge', 'reopen', 'severity', 'hands', 'firing', 'both', 'over', 'twice'];

let house: House;

beforeAll(async () => {
  house = await startHouse({ pipelines: PIPELINES });
  await house.bot.start();
});
afterAll(() => house.close());

describe('an incident', () => {
  it('is merged into another: alarms move, the card points there, later changes follow', async () => {
    const goldAt = await fire('merge-gold-empty');
    const gold = await house.incident('#merge', 'merge-gold-empty');
    await fire('merge-bronze-late');
    const bronze = await house.incident('#merge', 'merge-bronze-late');
    expect(bronze).not.toBe(gold);
    await house.card(`incident:${bronze}`, (text) => text.includes(`Adopt #${gold}`));

    await house.press(ME, `incident:${gold}`, 'Merge into …');
    await house.workspace.waitFor(() => house.workspace.viewOf(ME));
    const [offered] = await optionsIn('The incident that goes on', `#${bronze}`);
    await house.submit(ME, `Merge #${gold}`, { 'The incident that goes on': offered ?? '' });
    await house.card(`incident:${gold}`, (text) => text.includes('*Merged*') && text.includes(`#${bronze}`));
    await house.card(`incident:${bronze}`, (text) => text.includes('2 alarms'));

    await recover('merge-gold-empty', goldAt);
    await house.card(`incident:${bronze}`, (text) => text.includes('1 recovered'));
    expect((await timelineOf(house, gold)).at(-1)).toMatchObject({ type: 'IncidentMerged', into: bronze });
  });

  it('is reopened, with a ping, when its alarm fires again within two hours', async () => {
    const at = await fire('reopen-silver-late');
    const number = await house.incident('#reopen', 'reopen-silver-late');
    await recover('reopen-silver-late', at);
    await house.card(`incident:${number}`, (text) => text.includes('Resolve it?'));
    await resolve(number, 'Recovered by itself');
    await house.card(`incident:${number}`, (text) => text.includes('*Resolved*'));

    await house.publish(metricAlarm({ name: 'reopen-silver-late', state: 'ALARM', at: at + 2_000 }));
    await house.card(
      `incident:${number}`,
      (text) => !text.includes('*Resolved*') && text.includes('reopened 1 time'),
    );
    await house.card(`ping:${number}:reopened:1`, (text) => text.includes('<@U0LEAD>'));
  });

  it('can be resolved while it fires, and is reopened by another alarm of its stage', async () => {
    await fire('firing-silver-late');
    const number = await house.incident('#firing', 'firing-silver-late');
    await house.press(ME, `incident:${number}`, 'Resolve');
    await house.workspace.waitFor(() => house.workspace.viewOf(ME)?.title === `Resolve #${number}`);
    expect(JSON.stringify(house.workspace.viewOf(ME)?.blocks)).toContain(
      '1 alarm still fires: firing-silver-late',
    );
    await house.submit(ME, `Resolve #${number}`, { 'How did it end?': 'False alarm' });
    await house.card(
      `incident:${number}`,
      (text) => text.includes('*Resolved*') && text.includes('1 alarm still fired then'),
    );

    await fire('firing-silver-empty');
    await house.card(
      `incident:${number}`,
      (text) => text.includes('reopened 1 time') && text.includes('2 alarms'),
    );
  });

  it('rises in severity with a ping, and falls without one', async () => {
    await fire('severity-silver-late');
    const number = await house.incident('#severity', 'severity-silver-late');
    await severity(number, '🔴 SEV1');
    await house.card(`incident:${number}`, (text) => text.includes('🔴 *SEV1*'));
    await house.workspace.waitFor(() =>
      pings(number).some((text) => text.includes(`#${number} is now SEV1 (was SEV3)`)),
    );

    await severity(number, '⚪ SEV4');
    await house.card(`incident:${number}`, (text) => text.includes('⚪ *SEV4*'));
    expect(pings(number)).toHaveLength(1);
  });

  it('is given to somebody, and is said to have stopped getting worse', async () => {
    await fire('hands-silver-late');
    const number = await house.incident('#hands', 'hands-silver-late');
    await house.press(ME, `incident:${number}`, 'Assign to …');
    await house.submit(ME, `Assign #${number}`, { 'Who takes it?': 'U0LEAD' });
    await house.card(`incident:${number}`, (text) => text.includes('On it: <@U0LEAD>'));

    await house.press(ME, `incident:${number}`, 'It stopped getting worse');
    await house.card(`incident:${number}`, (text) => text.includes('Stopped getting worse'));
    const deeds = (await timelineOf(house, number)).map(({ type }) => type);
    expect(deeds).toEqual(['IncidentOpened', 'AlarmJoined', 'IncidentAssigned', 'StoppedGettingWorse']);
  });

  it('is acknowledged once when two people press at one time, and the second is told who was first', async () => {
    await fire('both-silver-late');
    const number = await house.incident('#both', 'both-silver-late');
    const card = await house.card(`incident:${number}`);
    const results = await Promise.all(
      [ME, 'U0LEAD'].map((user) => house.workspace.as(user).press(card, 'Acknowledge')),
    );
    expect(results).toEqual([{ ok: true }, { ok: true }]);

    const told = await house.workspace.waitFor(() =>
      [ME, 'U0LEAD']
        .flatMap((user) => house.workspace.ephemerals(user))
        .find(({ text }) => text.includes('already')),
    );
    expect(shown(told)).toContain(`#${number} is acknowledged already`);
    const acknowledged = (await timelineOf(house, number)).filter(
      ({ type }) => type === 'IncidentAcknowledged',
    );
    expect(acknowledged).toHaveLength(1);
  });

  it('is not touched by a press on an old copy once it is resolved', async () => {
    await fire('over-silver-late');
    const number = await house.incident('#over', 'over-silver-late');
    await house.type(ME, '#over', `/etl ${number}`);
    const copy = house.workspace.ephemerals(ME).at(-1);
    await resolve(number, 'No action needed');
    await house.card(`incident:${number}`, (text) => text.includes('*Resolved*'));

    if (copy === undefined) throw new Error('Expected a copy of the card');
    expect(await house.workspace.as(ME).press(copy, 'Acknowledge')).toEqual({ ok: true });
    await house.workspace.waitFor(() =>
      house.workspace
        .ephemerals(ME)
        .some(({ text }) => text.includes(`#${number} is resolved. Press Reopen`)),
    );
    expect((await timelineOf(house, number)).at(-1)).toMatchObject({ type: 'IncidentResolved' });

    await house.press('U0ANALYST', `incident:${number}`, 'Reopen');
    await house.card(`incident:${number}`, (text) => text.includes('reopened 1 time'));
  });
});

describe('an incident declared by hand', () => {
  it('has a card in the channel where it was declared, and no alarms', async () => {
    expect(
      (await house.workspace.as('U0ANALYST').type('#data-team', '/etl declare Gold tables are empty')).ok,
    ).toBe(true);
    await house.submit('U0ANALYST', 'Declare an incident', { Severity: '🟠 SEV2' });
    const number = await house.incident('#data-team', 'Gold tables are empty');
    const card = shown(await house.card(`incident:${number}`));
    expect(card).toContain(`SEV2 Gold tables are empty. #${number}`);
    expect(card).toContain('declared by <@U0ANALYST>');
    expect(card).toContain('no alarms');
  });

  it('is refused where one is open for the same stage already', async () => {
    await fire('twice-silver-late');
    const open = await house.incident('#twice', 'twice-silver-late');
    expect((await house.workspace.as(ME).type('#twice', '/etl declare Silver is late')).ok).toBe(true);
    await house.submit(ME, 'Declare an incident', { Pipeline: 'twice', Stage: 'silver' });
    const view = await house.workspace.waitFor(() => house.workspace.viewOf(ME));
    expect(JSON.stringify(view.blocks)).toContain(`#${open} is open for this already`);
    await house.workspace.as(ME).close();
  });
});

/** Publishes the alarm as firing since a moment ago; returns since when. */
async function fire(name: string): Promise<number> {
  const at = Date.now() - 10_000;
  expect((await house.publish(metricAlarm({ name, state: 'ALARM', at }))).status).toBe(200);
  return at;
}

async function recover(name: string, firedAt: number): Promise<void> {
  await house.publish(metricAlarm({ name, state: 'OK', at: firedAt + 1_000 }));
}

async function resolve(number: number, outcome: string): Promise<void> {
  await house.press(ME, `incident:${number}`, 'Resolve');
  await house.submit(ME, `Resolve #${number}`, { 'How did it end?': outcome });
}

async function severity(number: number, to: string): Promise<void> {
  await house.press(ME, `incident:${number}`, 'Change severity');
  await house.submit(ME, `Severity of #${number}`, { Severity: to });
}

function pings(number: number): readonly string[] {
  return house.workspace.state.messages
    .all()
    .filter(({ metadata }) => String(metadata?.event_payload.card).startsWith(`ping:${number}:`))
    .map(({ text }) => text);
}

/** Labels of the options of the open form that begin so. */
async function optionsIn(field: string, start: string): Promise<readonly string[]> {
  const view = await house.workspace.waitFor(() => house.workspace.viewOf(ME));
  expect(JSON.stringify(view.blocks)).toContain(field);
  return [...JSON.stringify(view.blocks).matchAll(/"text":"(#[^"]*)"/g)]
    .map(([, text = '']) => text)
    .filter((text) => text.startsWith(start));
}
