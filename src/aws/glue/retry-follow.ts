/**
 * Follows a retry to its end, across restarts. A token says what is known: the run, or only that a start was sent
 * and its answer was lost; then the run is looked for by the request id that it carries. Starts nothing.
 */

import type { AwsClients } from '../clients.ts';
import type { Clock } from '../../handlers/ports.ts';
import type { Finding, Link } from '../../operations/finding.ts';
import type { Progress, RunContext } from '../../operations/operation.ts';
import { z } from 'zod';
import { describeAwsError, type AwsErrorReport } from '../errors.ts';
import { formatDuration } from '../../lib/duration.ts';
import { redact } from '../../lib/redact.ts';
import { firstLine, truncate } from '../../lib/text.ts';
import { asTyped } from '../../operations/arguments.ts';
import { runLink, runsLink } from '../../lib/console-links.ts';
import { ended, finding } from '../../operations/findings.ts';
import { formatTime, isActive, workersText, type GlueRun } from '../../operations/glue-run.ts';
import { findRequestedRun, readRun } from './read-runs.ts';
import { findRootCause } from '../../operations/log-errors.ts';

export interface FollowOptions {
  readonly clients: AwsClients;
  readonly clock: Clock;
  /** Between two looks at a young run, milliseconds; older ones are looked at less often. */
  readonly pollMs: number;
}

/** How far before the request its run is looked for: clocks differ. */
export const CLOCK_SKEW_MS = 10 * 60_000;

// Glue shows a started run within seconds. After this long without one nobody can say what happened.
const LOST_AFTER_MS = 10 * 60_000;
// AWS out of reach for longer than this: a person should look.
const BLIND_AFTER_MS = 60 * 60_000;

const tokenSchema = z.object({
  job: z.string(),
  /** Null while only the request id is known. */
  run: z.string().nullable(),
  /** When it was started or sent, milliseconds. */
  since: z.number(),
  /** When AWS was first out of reach, or null while it answers. */
  blindSince: z.number().nullable(),
});
type Token = z.infer<typeof tokenSchema>;

/** Progress of a run just started. */
export function started(
  job: string,
  run: string,
  summary: string,
  { clients, clock, pollMs }: FollowOptions,
): Progress {
  return running({ job, run, since: clock(), blindSince: null }, summary, pollMs, clients.region);
}

/** Progress when a start was sent and nobody knows yet whether it arrived. */
export function lost(job: string, { clients, clock, pollMs }: FollowOptions): Progress {
  const token = { job, run: null, since: clock(), blindSince: null };
  return running(token, searching(job), pollMs, clients.region);
}

/** Looks once more. Takes the token that the last Progress carried; throws when it is none of ours. */
export async function follow(options: FollowOptions, context: RunContext, text: string): Promise<Progress> {
  const token = tokenSchema.parse(JSON.parse(text));
  return token.run === null
    ? search(options, context, token)
    : watch(options, context, { ...token, run: token.run });
}

/** Whether AWS may answer the same question later: credentials, too, are renewed while a run goes on. */
export function isPassing(report: AwsErrorReport): boolean {
  return report.retryable || report.ambiguous || report.kind === 'credentials';
}

/** Where a run stands: running, or ended with how it ended. */
export function progressOf(run: GlueRun, since: number, { clients, clock, pollMs }: FollowOptions): Progress {
  const now = clock();
  if (!isActive(run)) return ended(outcome(run, now, clients.region));
  const ageMs = Math.max(0, now - (run.startedAt ?? since));
  const summary = `${run.job} ${run.state.toLowerCase()} for ${formatDuration(ageMs)}, ${workersText(run)}, attempt ${run.attempt}`;
  const token = { job: run.job, run: run.id, since, blindSince: null };
  return running(token, summary, pause(ageMs, pollMs), clients.region);
}

async function watch(
  options: FollowOptions,
  { signal }: RunContext,
  token: Token & { run: string },
): Promise<Progress> {
  let run: GlueRun;
  try {
    run = await readRun(options.clients.glue, token.job, token.run, signal);
  } catch (error) {
    const report = describeAwsError(error, {
      doing: `see how ${token.job} is doing`,
      action: 'glue:GetJobRun',
    });
    return blind(options, token, report);
  }
  return progressOf(run, token.since, options);
}

async function search(options: FollowOptions, context: RunContext, token: Token): Promise<Progress> {
  const { clients, clock, pollMs } = options;
  let run: GlueRun | null;
  try {
    run = await findRequestedRun(clients.glue, {
      job: token.job,
      requestId: context.run,
      since: context.requestedAt - CLOCK_SKEW_MS,
      signal: context.signal,
    });
  } catch (error) {
    const report = describeAwsError(error, {
      doing: `see whether ${token.job} was started`,
      action: 'glue:GetJobRuns',
    });
    return blind(options, token, report);
  }
  if (run !== null) return progressOf(run, token.since, options);
  const now = clock();
  if (now - token.since > LOST_AFTER_MS) {
    return ended(
      finding({
        verdict: 'unknown',
        summary: `Nobody knows whether ${token.job} was started: AWS gave no answer at ${formatTime(token.since)}, and no run has shown up since. Look at its runs before you try again.`,
        trueAt: now,
        links: [runsLink(clients.region, token.job)],
        next: [`/etl retry ${asTyped(token.job)} --dry-run`],
      }),
    );
  }
  const known = { ...token, blindSince: null };
  return running(known, searching(token.job), pause(now - token.since, pollMs), clients.region);
}

function searching(job: string): string {
  return `AWS gave no answer: looking whether ${job} was started`;
}

function blind({ clients, clock, pollMs }: FollowOptions, token: Token, report: AwsErrorReport): Progress {
  const now = clock();
  const blindSince = token.blindSince ?? now;
  if (isPassing(report) && now - blindSince <= BLIND_AFTER_MS) {
    const afterMs = pause(now - blindSince, 3 * pollMs);
    return running({ ...token, blindSince }, report.sentence, afterMs, clients.region);
  }
  return ended(
    finding({
      verdict: 'unknown',
      summary: `${report.sentence} ${token.run === null ? 'It may have been started' : 'It was started'}: look at the console.`,
      trueAt: now,
      links: [linkOf(token, clients.region)],
      facts: token.run === null ? [] : [{ label: 'Run', value: token.run }],
    }),
  );
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
  return finding({
    ...common,
    verdict: 'fail',
    summary: `${run.job} failed after ${lasted}, attempt ${run.attempt}: ${reason(run)}`,
    next: [`/etl logs ${asTyped(run.job)}`],
  });
}

function reason(run: GlueRun): string {
  if (run.state === 'TIMEOUT') return 'ran into its time limit';
  if (run.errorMessage === null) return `Glue gives no reason (${run.state})`;
  const message = redact(run.errorMessage);
  return findRootCause(message, [])?.cause.words ?? truncate(firstLine(message), 200);
}

function running(token: Token, summary: string, afterMs: number, region: string): Progress {
  return {
    state: 'running',
    token: JSON.stringify(token),
    summary,
    links: [linkOf(token, region)],
    afterMs,
  };
}

function linkOf({ job, run }: Pick<Token, 'job' | 'run'>, region: string): Link {
  return run === null ? runsLink(region, job) : runLink(region, job, run);
}

// Every 5 s in the first minute, 15 s in the first ten, then 30 s, in proportion to pollMs.
function pause(ageMs: number, pollMs: number): number {
  if (ageMs < 60_000) return pollMs;
  return ageMs < 10 * 60_000 ? 3 * pollMs : 6 * pollMs;
}
