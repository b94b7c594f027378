/**
 * Follows a retry to its end, across restarts. A token says what is known: the run, or only that a start was sent
 * and its answer was lost; then the run is looked for by the request id that it carries. Starts nothing.
 */

import type { Finding, Link } from '../../operations/finding.ts';
import type { GlueRun } from '../../operations/glue-run.ts';
import type { Progress } from '../../operations/operation.ts';
import type { Call } from '../makers.ts';

import { z } from 'zod';

import { runLink, runsLink } from '../../lib/console-links.ts';
import { formatDuration } from '../../lib/duration.ts';
import { firstLine, truncate } from '../../lib/text.ts';
import { asTyped } from '../../operations/arguments.ts';
import { ended, finding } from '../../operations/findings.ts';
import { isActive, workersText } from '../../operations/glue-run.ts';
import { formatTime } from '../../lib/moment.ts';
import { findRootCause } from '../../operations/log-errors.ts';
import { pause } from '../blind.ts';
import { answerOf } from '../refusals.ts';
import { findRequestedRun, readRun } from './read-runs.ts';

export interface FollowCall extends Call {
  /** Between two looks at a young run, milliseconds; older ones are looked at less often. */
  readonly pollMs: number;
}

/** How far before the request its run is looked for: clocks differ. */
const CLOCK_SKEW_MS = 10 * 60_000;

// Glue shows a started run within seconds. After this long without one nobody can say what happened.
const LOST_AFTER_MS = 10 * 60_000;

const tokenSchema = z.object({
  job: z.string(),
  /** Null while only the request id is known. */
  run: z.string().nullable(),
  /** When it was started or sent, milliseconds. */
  since: z.number(),
});
type Token = z.infer<typeof tokenSchema>;

/** Progress of a run just started. */
export function started(job: string, run: string, summary: string, call: FollowCall): Progress {
  return running({ job, run, since: call.clock() }, summary, call.pollMs, call);
}

/** Progress when a start was sent and nobody knows yet whether it arrived. */
export function lost(job: string, call: FollowCall): Progress {
  return running({ job, run: null, since: call.clock() }, searching(job), call.pollMs, call);
}

/** Looks once more. Takes the token that the last Progress carried; throws when it is none of ours. */
export async function follow(call: FollowCall, text: string): Promise<Progress> {
  const token = tokenSchema.parse(JSON.parse(text));
  return token.run === null ? search(call, token) : watch(call, token, token.run);
}

/** Where a run stands: running, or ended with how it ended. */
export function progressOf(run: GlueRun, since: number, call: FollowCall): Progress {
  const now = call.clock();
  if (!isActive(run)) return ended(outcome(run, now, call.clients.region));
  const ageMs = Math.max(0, now - (run.startedAt ?? since));
  const summary = `${run.job} ${run.state.toLowerCase()} for ${formatDuration(ageMs)}, ${workersText(run)}, attempt ${run.attempt}`;
  return running({ job: run.job, run: run.id, since }, summary, pause(ageMs, call.pollMs), call);
}

/** The run that carries the id of this request, or null. Throws `AwsRefusal`. */
export function requested(job: string, { clients, run, requestedAt, signal }: Call): Promise<GlueRun | null> {
  const reading = findRequestedRun(clients.glue, {
    job,
    requestId: run,
    since: requestedAt - CLOCK_SKEW_MS,
    signal,
  });
  return answerOf(reading, {
    doing: `see whether ${job} was started`,
    action: 'glue:GetJobRuns',
    known: 'It may have been started',
  });
}

/** The page of the run that a token knows, or of all runs of the job. */
export function linkOfToken(region: string, text: string): Link {
  return linkOf(tokenSchema.parse(JSON.parse(text)), region);
}

async function watch(call: FollowCall, { job, since }: Token, id: string): Promise<Progress> {
  const run = await answerOf(readRun(call.clients.glue, job, id, call.signal), {
    doing: `see how ${job} is doing`,
    action: 'glue:GetJobRun',
  });
  return progressOf(run, since, call);
}

async function search(call: FollowCall, token: Token): Promise<Progress> {
  const { job, since } = token;
  const run = await requested(job, call);
  if (run !== null) return progressOf(run, since, call);
  const now = call.clock();
  if (now - since > LOST_AFTER_MS) {
    return ended(
      finding({
        verdict: 'unknown',
        summary: `Nobody knows whether ${job} was started: AWS gave no answer at ${formatTime(since)}, and no run has shown up since. Look at its runs before you try again.`,
        trueAt: now,
        links: [runsLink(call.clients.region, job)],
        next: [`/etl retry ${asTyped(job)} --dry-run`],
      }),
    );
  }
  return running(token, searching(job), pause(now - since, call.pollMs), call);
}

function searching(job: string): string {
  return `AWS gave no answer: looking whether ${job} was started`;
}

function outcome(run: GlueRun, now: number, region: string): Finding {
  const lasted = formatDuration(run.lastedMs);
  const common = {
    trueAt: now,
    facts: run.workers === null ? [] : [{ label: 'Workers', value: workersText(run) }],
    links: [runLink(region, run.job, run.id)],
  };
  if (run.state === 'SUCCEEDED') {
    return finding({
      ...common,
      verdict: 'ok',
      summary: `${run.job} succeeded in ${lasted}, attempt ${run.attempt}`,
    });
  }
  if (run.state === 'STOPPED') {
    return finding({
      ...common,
      verdict: 'fail',
      summary: `${run.job} was stopped after ${lasted}, attempt ${run.attempt}`,
    });
  }
  const cause = causeOf(run);
  return finding({
    ...common,
    verdict: 'fail',
    summary: `${run.job} failed after ${lasted}, attempt ${run.attempt}: ${cause ?? unexplained(run)}`,
    ...(cause === null ? {} : { cause }),
    next: [`/etl logs ${asTyped(run.job)}`],
  });
}

/** The words of a known cause; null where Glue's own message tells of none. */
function causeOf({ state, errorMessage }: GlueRun): string | null {
  if (state === 'TIMEOUT') return 'ran into its time limit';
  return errorMessage === null ? null : (findRootCause(errorMessage, [])?.cause.words ?? null);
}

function unexplained({ state, errorMessage }: GlueRun): string {
  return errorMessage === null ? `Glue gives no reason (${state})` : truncate(firstLine(errorMessage), 200);
}

function running(token: Token, summary: string, afterMs: number, { clients }: Call): Progress {
  return {
    state: 'running',
    token: JSON.stringify(token),
    summary,
    links: [linkOf(token, clients.region)],
    afterMs,
  };
}

function linkOf({ job, run }: Pick<Token, 'job' | 'run'>, region: string): Link {
  return run === null ? runsLink(region, job) : runLink(region, job, run);
}
