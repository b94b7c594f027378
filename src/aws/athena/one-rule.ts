/**
 * One rule of quality among those that are asked together: sent, looked at, stopped. What AWS refuses it for now is reported,
 * and the rule stays as it is; what is refused for good ends it with the sentence why.
 */

import type { AboutRule, RuleCost, RuleOutcome } from '../../operations/rule-outcome.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';
import type { Guard } from './guard.ts';
import type { Asked, RuleUnderWay, Sending, Work } from './rules-under-way.ts';

import { assertNever } from '../../lib/assert-never.ts';
import { withoutStop } from '../../lib/text.ts';
import { judged } from '../../operations/judged-rule.ts';
import { withoutAnyValue } from '../../operations/masked-columns.ts';
import { outcomeOf, unsaid } from '../../operations/rule-outcome.ts';
import { isPassing, orReport } from '../refusals.ts';
import { cancelQuery, lookAt, standingOf, startQuery } from './execution.ts';
import { stillReady } from './follow-query.ts';
import { digestOf } from './letter.ts';
import { readPage } from './result-pages.ts';
import { bytesLeft, costOf } from './rules-under-way.ts';

export interface Carrying {
  readonly guard: Guard;
  /** How much all of them may scan as it was asked for; null where nobody said it. */
  readonly upTo: number | null;
}

/** Told of what AWS does not answer for now. */
export type Report = (error: AwsErrorReport) => void;

/** The row of names, the number, and one more: it has to be alone. */
const ROWS_READ = 3;

/** Sends what is written down. */
export async function sendOne(rule: Sending, call: Call, report: Report): Promise<RuleUnderWay> {
  const { about, letter } = rule;
  const sent = await orReport(startRule(rule, call));
  if (sent.ok)
    return {
      state: 'asked',
      about,
      id: sent.value,
      digest: digestOf(letter),
      since: call.clock(),
      scannedBytes: 0,
    };
  const { error } = sent;
  // An earlier start of this run may have sent it.
  const mayRun = rule.mayRun || error.ambiguous || (call.letter ?? null) !== null;
  if (!isPassing(error)) return over(about, mayRun ? mayRunWords(error.sentence, rule) : error.sentence);
  report(error);
  return { ...rule, mayRun };
}

/** Looks once at what was sent. `work` is all of them: what the others scanned is not left for this one. */
export async function lookAtOne(
  rule: Asked,
  { work, report, ...carrying }: Carrying & { readonly work: Work; readonly report: Report },
  call: Call,
): Promise<RuleUnderWay> {
  const looked = await orReport(lookedAt(rule, work, carrying, call));
  if (looked.ok) return looked.value;
  if (!isPassing(looked.error)) return over(rule.about, looked.error.sentence, costOf(rule));
  report(looked.error);
  return rule;
}

/** Stops what runs, also what only may have been sent; null for what was not. Throws `AwsRefusal`. */
export async function stopOne(rule: RuleUnderWay, call: Call): Promise<RuleOutcome | null> {
  if (rule.state === 'waiting') return null;
  if (rule.state === 'over') return rule.outcome;
  // Under the same request token this is no second start, but the way to learn of the first.
  const id = rule.state === 'asked' ? rule.id : await startRule(rule, call);
  const known = rule.state === 'asked' ? rule.scannedBytes : 0;
  return unsaid(rule.about, 'stopped', await stoppedCost(id, known, call));
}

/** What is told of a rule that is over without an answer. */
export function over(about: AboutRule, because: string, cost?: RuleCost): RuleUnderWay {
  return { state: 'over', outcome: unsaid(about, because, cost) };
}

/** Of a letter that may have been sent, when nobody hears how that came out. */
export function mayRunWords(because: string, { letter }: Sending): string {
  return `${withoutStop(because)}. It may have been sent, and then it runs and is billed: look at the recent queries of workgroup ${letter.workgroup}`;
}

/** By its own request token, the same for the same rule of a run. Throws `AwsRefusal`. */
function startRule({ about, letter }: Sending, call: Call): Promise<string> {
  return startQuery(letter, { ...call, run: `${call.run}-${about.name}` });
}

/** Throws `AwsRefusal`. */
async function lookedAt(
  rule: Asked,
  work: Work,
  { guard, upTo }: Carrying,
  call: Call,
): Promise<RuleUnderWay> {
  const { about, id, digest } = rule;
  // Where the clock of the machine was set back, its time is counted anew.
  const since = Math.min(rule.since, call.clock());
  const ready = await stillReady({ what: about.name, 'up-to': upTo }, guard, call, { digest });
  const judge = ready.ok ? ready.value.named?.rule : undefined;
  if (!ready.ok || judge === undefined) {
    // What would have to be hidden of its number nobody knows.
    const because = ready.ok ? 'It is a rule no more.' : ready.error;
    const cost = await stoppedCost(id, rule.scannedBytes, call);
    return over(about, `stopped, as by now it would not be sent: ${because}`, cost);
  }
  const { settings, checked } = ready.value;
  const limits = { since, upTo: bytesLeft(work, rule), timeoutMs: settings.timeoutMs };
  const standing = await lookAt(id, limits, call);
  switch (standing.state) {
    case 'running':
      return { ...rule, since, scannedBytes: standing.end.scannedBytes };
    case 'failed':
      return over(
        about,
        `Athena refused it: ${withoutAnyValue(standing.because)}`,
        costOf(standing.end, true),
      );
    case 'stopped':
      return over(about, `it was stopped: ${withoutAnyValue(standing.because)}`, costOf(standing.end));
    case 'succeeded': {
      const { columns, rows, next } = await readPage(id, { most: ROWS_READ, after: null }, call);
      const found = { columns: columns.map(({ name }) => name), rows, hadMore: next !== null };
      const said = judged(judge, found, checked.hidden);
      return {
        state: 'over',
        outcome: outcomeOf({ name: about.name, rule: judge }, said, costOf(standing.end)),
      };
    }
    default:
      return assertNever(standing);
  }
}

/** What it scanned until it was stopped. Throws `AwsRefusal` when it is not. */
async function stoppedCost(id: string, known: number, call: Call): Promise<RuleCost> {
  await cancelQuery(id, call);
  const standing = await orReport(standingOf(id, call));
  return standing.ok
    ? costOf(standing.value.end, standing.value.state === 'failed')
    : costOf({ scannedBytes: known });
}
