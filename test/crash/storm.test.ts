/** Killed again and again at moments that nobody chose, while alarms and presses come in. */

import type { House } from '../support/house.ts';

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createRandom } from '../../sandbox/pipeline/random.ts';
import { incidentNumber, startHouse } from '../support/house.ts';
import { faultsOf, RECOVERS_WITHIN_MS, settled, timelineOf } from '../support/invariants.ts';
import { offers } from '../support/messages-shown.ts';
import { metricAlarm } from '../support/payloads.ts';

const SEED = 20_261_112;
const PIPELINES = ['alpha', 'beta', 'gamma', 'delta'];
const STAGES = ['bronze', 'silver', 'gold'];
const ALARMS = 40;
const PRESSES = 20;
const KILLS = 6;
/** The alarms and the presses come within this time, milliseconds. */
const STORM_MS = 9_000;
/** As long as SNS and people wait before they try again, shrunk. */
const AGAIN_MS = 200;
/** What SNS sends is sent for longer than a house may take to come back; a person gives up sooner. */
const FIRE_WITHIN_MS = 2 * RECOVERS_WITHIN_MS;
const PRESS_WITHIN_MS = RECOVERS_WITHIN_MS / 2;

/** What each button leaves in the timeline: once, however often it is pressed. */
const DEEDS = [
  { label: 'Acknowledge', type: 'IncidentAcknowledged' },
  { label: 'It stopped getting worse', type: 'StoppedGettingWorse' },
] as const;
type Deed = (typeof DEEDS)[number];

interface Accepted {
  readonly incident: number;
  readonly deed: Deed;
}

describe(`a storm of seed ${SEED}`, () => {
  // Drawn before anything runs: whoever comes first must not change what the others draw.
  const random = createRandom(SEED);
  const alarms = draw(ALARMS, (index) => ({
    afterMs: random.between(0, STORM_MS),
    name: `${PIPELINES[random.between(0, 3)]}-${STAGES[random.between(0, 2)]}-${index}`,
  }));
  const presses = draw(PRESSES, (index) => ({
    afterMs: random.between(1_000, STORM_MS),
    user: index % 2 === 0 ? 'U0RESPONDER' : 'U0LEAD',
    deed: DEEDS[random.between(0, 1)] ?? DEEDS[0],
    card: random.between(0, 1_000),
  }));
  const lives = draw(KILLS, () => random.between(50, 1_800));
  let house: House;

  beforeAll(async () => {
    house = await startHouse({ pipelines: PIPELINES });
    await house.bot.start();
  });
  afterAll(() => house.close());

  it('loses nothing and does nothing twice', async () => {
    const [ids, accepted] = await Promise.all([
      Promise.all(alarms.map(fire)),
      Promise.all(presses.map(press)),
      killAgainAndAgain(),
    ]);
    await settled(house);

    expect(await faultsOf(house, ids)).toEqual([]);
    expect(await deedFaults(accepted.filter((one) => one !== null))).toEqual([]);
    expect(accepted.filter((one) => one !== null).length).toBeGreaterThan(PRESSES / 2);
  }, 600_000);

  async function killAgainAndAgain(): Promise<void> {
    for (const lifeMs of lives) {
      await pause(lifeMs);
      await house.bot.kill();
      await house.bot.start();
    }
  }

  /** As SNS: delivered again, under the same id, until there is a 200. */
  async function fire({ afterMs, name }: (typeof alarms)[number]): Promise<string> {
    await pause(afterMs);
    const messageId = randomUUID();
    const message = metricAlarm({ name, state: 'ALARM', at: Date.now() });
    const giveUpAt = Date.now() + FIRE_WITHIN_MS;
    while (Date.now() < giveUpAt) {
      const answer = await house.publish(message, { messageId }).catch(() => null);
      if (answer?.status === 200) return messageId;
      await pause(AGAIN_MS);
    }
    throw new Error(
      `Expected ${messageId} to be taken within ${FIRE_WITHIN_MS} ms\n${house.bot.lastWords()}`,
    );
  }

  /** As a person: pressed again for as long as it was not taken. Null when somebody else was first. */
  async function press({ afterMs, user, deed, card }: (typeof presses)[number]): Promise<Accepted | null> {
    await pause(afterMs);
    const giveUpAt = Date.now() + PRESS_WITHIN_MS;
    while (Date.now() < giveUpAt) {
      const offering = house.workspace.state.messages
        .all()
        .filter((message) => message.onlyFor === null && offers(message, deed.label));
      const chosen = offering[card % offering.length];
      if (chosen !== undefined && (await house.workspace.as(user).press(chosen, deed.label)).ok) {
        return { incident: incidentNumber(chosen), deed };
      }
      await pause(AGAIN_MS);
    }
    return null;
  }

  async function deedFaults(accepted: readonly Accepted[]): Promise<readonly string[]> {
    const faults = await Promise.all(
      accepted.map(async ({ incident, deed }) => {
        const times = (await timelineOf(house, incident)).filter(({ type }) => type === deed.type).length;
        return times === 1 ? [] : [`#${incident} has ${deed.type} ${times} times`];
      }),
    );
    return faults.flat();
  }
});

function draw<T>(times: number, one: (index: number) => T): readonly T[] {
  return Array.from({ length: times }, (_, index) => one(index));
}
