/**
 * SIGKILL at each named point. After a start on the same store nothing is lost and nothing is twice: in the store, in
 * Slack and in AWS.
 */

import type { CrashPoint } from './points.ts';
import type { Scenario } from './scenarios.ts';

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import { startHouse } from '../support/house.ts';
import { faultsOf, settled } from '../support/invariants.ts';
import { asking, forswearing, judging } from './asking.ts';
import { CRASH_POINT_NAMES, CRASH_POINTS, lastLine } from './points.ts';
import {
  acknowledging,
  alarm,
  calming,
  failing,
  joining,
  looking,
  openingChecklist,
  PIPELINE,
  retrying,
} from './scenarios.ts';

const folder = await mkdtemp(join(tmpdir(), 'handrail-lakes-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const SCENARIOS: Readonly<Record<CrashPoint, () => Scenario>> = {
  'schema-half-made': alarm,
  'inbound-stored': alarm,
  'inbound-applied': alarm,
  'inbound-committed': alarm,
  'card-marked': alarm,
  'card-posted': alarm,
  'thread-card-posted': alarm,
  'ping-posted': joining,
  'deed-decided': acknowledging,
  'deed-committed': acknowledging,
  'card-outdated': acknowledging,
  'card-updated': acknowledging,
  'checklist-started': openingChecklist,
  'read-claimed': openingChecklist,
  'run-requested': retrying,
  'run-claimed': retrying,
  'run-starting': retrying,
  'run-started': retrying,
  'run-end-seen': retrying,
  'run-end-committed': retrying,
  'evidence-claimed': failing,
  'look-awaited': looking,
  'query-written': await asking(folder),
  'query-started': await asking(folder),
  'query-forsworn': await forswearing(folder),
  'query-end-seen': await asking(folder),
  'rules-sent': await judging(folder),
  'rule-sent': await judging(folder),
  'answer-posted': await asking(folder),
  'file-uploaded': await asking(folder),
  'file-recorded': await asking(folder),
  'file-shown': await asking(folder),
  'timer-claimed': calming,
  'timer-fired': calming,
};

const WITHIN_MS = 200_000;

describe('killed when', () => {
  const hit = new Set<CrashPoint>();

  it.concurrent.each(CRASH_POINT_NAMES.map((point) => [CRASH_POINTS[point], point] as const))(
    '%s: nothing is lost, nothing is twice',
    async (_, point) => {
      const scenario = SCENARIOS[point]();
      const house = await startHouse({
        pipelines: [PIPELINE],
        script: join(import.meta.dirname, 'bot.ts'),
        ...scenario.house,
        config: { incidents: { calm_before_resolving: '1s' }, ...scenario.house?.config },
      });
      try {
        if (point === 'schema-half-made') {
          await house.bot.run({ CRASH_AT: point });
        } else {
          await house.bot.start({ CRASH_AT: point });
          await scenario.begin(house);
        }
        const { signal } = await house.bot.ended();
        expect({ signal, lines: house.bot.lines }).toEqual({
          signal: 'SIGKILL',
          lines: expect.arrayContaining([lastLine(point)]),
        });
        hit.add(point);
        await scenario.meanwhile?.(house);

        await house.bot.start();
        if (point === 'schema-half-made') await scenario.begin(house);
        await scenario.again(house);
        await settled(house);
        await scenario.check(house);
        expect(await faultsOf(house, scenario.accepted)).toEqual([]);
      } finally {
        await house.close();
      }
    },
    WITHIN_MS,
  );

  it('each named point was hit', () => {
    expect([...hit].toSorted()).toEqual(CRASH_POINT_NAMES.toSorted());
  });
});
