/**
 * The contract of a run: a command and the state in, events out. Pure. What is over stays over, a change is started
 * from one turn only, and three failures of our own end it, so that no bug of an operation goes on without end.
 */

import type { Result } from '../lib/result.ts';
import type { Finding } from '../operations/finding.ts';
import type { RunCommand } from './commands.ts';
import type { RunEvent } from './events.ts';
import type { RunRefusal } from './refusals.ts';
import type { OperationRun } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';
import { err, ok } from '../lib/result.ts';
import { isAskedBy, isOver } from './state.ts';

export type Decision = Result<readonly RunEvent[], RunRefusal>;

/** After this many failures of our own a run ends. */
export const MOST_FAILURES = 3;

/** What is done to a run that is not over. */
const ON_OPEN: ReadonlySet<RunCommand['type']> = new Set([
  'FollowRun',
  'AnswerRun',
  'CancelRun',
  'GiveUpRun',
]);

/**
 * Why a command of this type cannot be done to the run as it stands, whatever else it says; null when it may be.
 * Decisions begin with it, and cards offer by it.
 */
export function refusalOf(type: RunCommand['type'], run: OperationRun): RunRefusal | null {
  if (type === 'ShareRun') return whyNotShared(run);
  if (!ON_OPEN.has(type)) return null;
  if (isOver(run.state)) return already(run, 'run-over');
  if ((type === 'CancelRun' || type === 'AnswerRun') && run.state.state !== 'requested')
    return { kind: 'cannot', code: 'run-has-begun', command: run.command };
  return null;
}

/** Whether somebody carried the run on, or ended it, since the call of this turn began: what it brought changes nothing. */
export function isStale({ turn }: { readonly turn: number }, run: OperationRun): boolean {
  return isOver(run.state) || turn !== run.turn;
}

/** Decides one command; `null` is a run that was not asked for yet. */
export function decide(command: RunCommand, run: OperationRun | null): Decision {
  if (command.type === 'RequestRun') {
    if (run !== null) return err(already(run, 'run-requested'));
    const { type: _, now, ...wish } = command;
    return ok([{ type: 'RunRequested', ...wish, at: now }]);
  }
  if (run === null) return err({ kind: 'cannot', code: 'no-run' });
  const refusal = refusalOf(command.type, run);
  if (refusal !== null) return err(refusal);
  switch (command.type) {
    case 'StartRun':
      return startRun(command, run);
    case 'RecordProgress':
      return ok(isStale(command, run) ? [] : progressed(command));
    case 'RecordSoFar':
      return soFar(command, run);
    case 'AnswerRun':
      return ok([{ type: 'RunAnswered', at: command.now }]);
    case 'RecordFailure':
      return ok(isStale(command, run) ? [] : failed(command, run));
    case 'FollowRun':
      return followRun(command, run);
    case 'CancelRun':
      return ok([{ type: 'RunCancelled', by: command.by, at: command.now }]);
    case 'GiveUpRun':
      return giveUpRun(command, run);
    case 'RecordNotStopped':
      return ok(notStopped(command, run));
    case 'RecordFile':
      return ok(run.file === null ? [] : [{ type: 'RunFileMoved', file: command.file, at: command.now }]);
    case 'ShareRun':
      return shareRun(command, run);
    default:
      return assertNever(command);
  }
}

function startRun(command: Extract<RunCommand, { type: 'StartRun' }>, run: OperationRun): Decision {
  const mayStart = run.state.state === 'requested' || run.state.state === 'starting';
  if (isStale(command, run) || !mayStart) return ok([]);
  const { letter, now } = command;
  return ok([{ type: 'RunStarting', ...(letter === undefined ? {} : { letter }), at: now }]);
}

function progressed({ progress, now }: Extract<RunCommand, { type: 'RecordProgress' }>): readonly RunEvent[] {
  if (progress.state === 'ended') return [{ type: 'RunEnded', finding: progress.finding, at: now }];
  const { token, summary, links, afterMs } = progress;
  return [{ type: 'RunProgressed', token, summary, links, lookAt: now + afterMs, at: now }];
}

function soFar(command: Extract<RunCommand, { type: 'RecordSoFar' }>, run: OperationRun): Decision {
  const isTold = run.state.state === 'starting' && run.state.soFar === command.soFar;
  if (isStale(command, run) || run.state.state !== 'starting' || isTold) return ok([]);
  return ok([{ type: 'RunSoFar', soFar: command.soFar, at: command.now }]);
}

function failed(
  { call, now }: Extract<RunCommand, { type: 'RecordFailure' }>,
  run: OperationRun,
): readonly RunEvent[] {
  const count = run.failures.count + 1;
  const failure: RunEvent = { type: 'OperationFailed', call, count, at: now };
  if (count < MOST_FAILURES) return [failure];
  return [failure, { type: 'RunEnded', finding: brokenFinding(run, now), at: now }];
}

function followRun(command: Extract<RunCommand, { type: 'FollowRun' }>, run: OperationRun): Decision {
  const { checklist, step, now } = command;
  const follows = run.followers.some((other) => other.checklist === checklist && other.step === step);
  return ok(follows ? [] : [{ type: 'RunFollowed', checklist, step, at: now }]);
}

function giveUpRun({ by, now }: Extract<RunCommand, { type: 'GiveUpRun' }>, run: OperationRun): Decision {
  if (run.state.state === 'requested') return ok([{ type: 'RunCancelled', by, at: now }]);
  return ok([{ type: 'RunGivenUp', by, at: now }]);
}

function whyNotShared(run: OperationRun): RunRefusal | null {
  const { audience, command, shared, state } = run;
  if (audience === 'channel' || state.state !== 'ended')
    return { kind: 'cannot', code: 'nothing-to-share', command };
  return shared === null ? null : { kind: 'already', code: 'run-shared', command, ...shared };
}

/** Only who was told it knows what is shown. */
function shareRun({ by, now }: Extract<RunCommand, { type: 'ShareRun' }>, run: OperationRun): Decision {
  if (!isAskedBy(run, by)) return err({ kind: 'cannot', code: 'not-the-asker', command: run.command });
  return ok([{ type: 'RunShared', by, at: now }]);
}

/** The one thing that is still told of a run that is over: its card said that it is stopped. */
function notStopped(
  { finding, now }: Extract<RunCommand, { type: 'RecordNotStopped' }>,
  { state }: OperationRun,
): readonly RunEvent[] {
  return state.state === 'given-up' ? [{ type: 'RunEnded', finding, at: now }] : [];
}

function brokenFinding(run: OperationRun, trueAt: number): Finding {
  const doubt =
    run.risk === 'read' ? 'It brought no result' : 'Whether it happened is not known: look in AWS';
  return {
    verdict: 'unknown',
    summary: `Handrail failed ${MOST_FAILURES} times while it ran ${run.command}, and stopped. ${doubt}. The log names it as run ${run.id}.`,
    facts: [],
    table: null,
    series: null,
    excerpt: null,
    links: run.state.state === 'running' ? run.state.links : [],
    next: [],
    asked: [],
    trueAt,
  };
}

function already(run: OperationRun, code: 'run-requested' | 'run-over'): RunRefusal {
  const by = run.state.state === 'cancelled' || run.state.state === 'given-up' ? run.state.by : null;
  const { command, state } = run;
  return { kind: 'already', code, command, by, at: isOver(state) ? state.at : null };
}
