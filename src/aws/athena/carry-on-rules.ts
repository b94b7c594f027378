/**
 * One turn of rules that are asked together: what is written down to be sent is sent, what was sent is looked at, and a rule
 * that is over makes room for the next. What becomes of one keeps none of the others from going on.
 */

import type { RuleOutcome } from '../../operations/rule-outcome.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';
import type { Carrying } from './one-rule.ts';
import type { RuleUnderWay, Work } from './rules-under-way.ts';

import { setTimeout as sleep } from 'node:timers/promises';

import { formatDuration } from '../../lib/duration.ts';
import { bytesText } from '../../operations/units.ts';
import { stillReady } from './follow-query.ts';
import { letterOf } from './letter.ts';
import { lookAtOne, mayRunWords, over, sendOne, stopOne } from './one-rule.ts';
import { bytesLeft, costOf, roomIn } from './rules-under-way.ts';

/** Where they stand after a turn, and the sentence of what AWS would not answer for now; null where it answered all. */
export interface Turn {
  readonly work: Work;
  readonly trouble: string | null;
}

/** Most of them end within these pauses. */
const PAUSES_MS = [200, 400, 800];
const BLIND_AFTER_MS = 60 * 60_000;

/** What is written down is sent, and all that is under way is looked at. */
export async function carryOn(work: Work, carrying: Carrying, call: Call): Promise<Turn> {
  const troubles: AwsErrorReport[] = [];
  const report = (error: AwsErrorReport) => void troubles.push(error);
  const sent = await eachOf(work, 'sending', (rule) => sendOne(rule, call, report));
  const looked = await lookUntilOver(sent, carrying, call, troubles);
  const now = call.clock();
  const underWay = looked.rules.filter(({ state }) => state === 'asked' || state === 'sending').length;
  const isBlind = underWay > 0 && troubles.length >= underWay;
  // Where the clock of the machine was set back, the time is counted anew.
  const heardAt = isBlind ? Math.min(work.heardAt, now) : now;
  const trouble = troubles[0]?.sentence ?? null;
  const isLost = now - heardAt > BLIND_AFTER_MS;
  const rules = isLost ? looked.rules.map((rule) => lost(rule, trouble ?? '')) : looked.rules;
  return { work: { ...looked, rules, heardAt }, trouble };
}

/** The next ones are written down, as many as there is room for: they are sent once the run has kept that. */
export async function writtenDown(work: Work, { guard, upTo }: Carrying, call: Call): Promise<Work> {
  let room = roomIn(work);
  const rules: RuleUnderWay[] = [];
  for (const rule of work.rules) {
    if (rule.state !== 'waiting' || room <= 0) {
      rules.push(rule);
      continue;
    }
    const { about, digest } = rule;
    const still = await stillReady({ what: about.name, 'up-to': upTo }, guard, call, { digest });
    if (bytesLeft(work, rule) <= 0) {
      rules.push(over(about, `not asked: the others scanned all of the ${bytesText(work.upTo)} allowed`));
    } else if (still.ok) {
      room -= 1;
      // Found so after a crash, nobody knows.
      rules.push({ state: 'sending', about, letter: letterOf(still.value, null), mayRun: true });
    } else {
      rules.push(over(about, `not asked, as by now it would not be sent: ${still.error}`));
    }
  }
  return { ...work, rules };
}

/** Stops all of them; returns how they came out. Throws `AwsRefusal` when one is not stopped. */
export async function stopAll({ rules }: Work, call: Call): Promise<readonly RuleOutcome[]> {
  const stopping = rules.map((rule) => stopOne(rule, call));
  // One that is refused keeps none of the others from being stopped.
  await Promise.allSettled(stopping);
  return (await Promise.all(stopping)).flatMap((outcome) => outcome ?? []);
}

/** Looks until they are over, or for as long as most of them take. */
async function lookUntilOver(
  work: Work,
  carrying: Carrying,
  call: Call,
  troubles: AwsErrorReport[],
): Promise<Work> {
  let current = work;
  for (const pause of [...PAUSES_MS, null]) {
    const seen: AwsErrorReport[] = [];
    const looking = { ...carrying, work: current, report: (error: AwsErrorReport) => void seen.push(error) };
    current = await eachOf(current, 'asked', (rule) => lookAtOne(rule, looking, call));
    troubles.push(...seen);
    const isUnderWay = current.rules.some(({ state }) => state === 'asked');
    if (pause === null || seen.length > 0 || !isUnderWay) break;
    await sleep(pause);
  }
  return current;
}

/** Of what AWS has told nothing of for too long. */
function lost(rule: RuleUnderWay, trouble: string): RuleUnderWay {
  if (rule.state === 'over') return rule;
  const { about } = rule;
  const because = `${trouble} That went on for ${formatDuration(BLIND_AFTER_MS)}`;
  if (rule.state === 'waiting') return over(about, `not asked: ${because}`);
  if (rule.state === 'sending') return over(about, rule.mayRun ? mayRunWords(because, rule) : because);
  return over(about, `${because}, and it may go on in Athena: look there`, costOf(rule));
}

/** All rules in this state at the same time, each made what comes of it. */
async function eachOf<S extends RuleUnderWay['state']>(
  work: Work,
  state: S,
  make: (rule: Extract<RuleUnderWay, { state: S }>) => Promise<RuleUnderWay>,
): Promise<Work> {
  const isIn = (rule: RuleUnderWay): rule is Extract<RuleUnderWay, { state: S }> => rule.state === state;
  const rules = await Promise.all(work.rules.map(async (rule) => (isIn(rule) ? make(rule) : rule)));
  return { ...work, rules };
}
