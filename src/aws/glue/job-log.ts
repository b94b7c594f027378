/**
 * Why a run of a Glue job failed, in one line, with the errors grouped and the lines around the first of them. It
 * only reads; what the log says is shown redacted and without its routine lines and times, otherwise as it stands.
 */

import type { Evidence } from '../../operations/failure-finding.ts';
import type { Finding } from '../../operations/finding.ts';
import type { Call } from '../makers.ts';

import { runsLink } from '../../lib/console-links.ts';
import { failureFinding, notFailedFinding } from '../../operations/failure-finding.ts';
import { finding } from '../../operations/findings.ts';
import { hasFailed } from '../../operations/glue-run.ts';
import { answerOf, answerOrReport, orSentence } from '../refusals.ts';
import { readRecentRuns, readRun } from './read-runs.ts';
import { readRunLog, readTaskCounts } from './run-log.ts';

export interface JobLogAsked {
  readonly job: string;
  /** A run instead of the latest that failed. */
  readonly run: string | null;
  readonly shownLines: number;
  /** What a suggested retry may ask for at most. */
  readonly maxWorkers: number;
}

/** What the log of a run of the job tells. Throws `AwsRefusal`. */
export async function explainJob({ job, run: id, ...limits }: JobLogAsked, call: Call): Promise<Finding> {
  const { clients, clock } = call;
  const chosen = await chooseRun(job, id, call);
  if (chosen === null) {
    const summary = `${job} has never run: there is nothing to read.`;
    return finding({ verdict: 'warn', summary, trueAt: clock(), links: [runsLink(clients.region, job)] });
  }
  if (!hasFailed(chosen.run)) return notFailedFinding(chosen.run, { now: clock(), region: clients.region });
  return explainFailure(chosen, call, limits);
}

/** How often Glue runs the job before it gives up; null where it does not say, which nobody has to hear of. */
async function mostAttempts(
  job: string,
  glue: Call['clients']['glue'],
  signal: AbortSignal,
): Promise<number | null> {
  const answer = await answerOrReport(glue.getJob({ JobName: job }, { abortSignal: signal }), {
    doing: `read the settings of ${job}`,
    action: 'glue:GetJob',
  });
  return answer.ok && answer.value.Job?.MaxRetries !== undefined ? answer.value.Job.MaxRetries + 1 : null;
}

type Chosen = Pick<Evidence, 'run' | 'later'>;

async function chooseRun(job: string, id: string | null, { clients, signal }: Call): Promise<Chosen | null> {
  const doing = `read the runs of ${job}`;
  if (id !== null) {
    const reading = readRun(clients.glue, job, id, signal);
    return { run: await answerOf(reading, { doing, action: 'glue:GetJobRun' }), later: null };
  }
  const runs = await answerOf(readRecentRuns(clients.glue, job, signal), {
    doing,
    action: 'glue:GetJobRuns',
  });
  const [newest] = runs;
  if (newest === undefined) return null;
  const run = runs.find(hasFailed) ?? newest;
  return { run, later: run === newest ? null : newest };
}

async function explainFailure(
  { run, later }: Chosen,
  { clients, clock, signal }: Call,
  limits: { readonly shownLines: number; readonly maxWorkers: number },
): Promise<Finding> {
  // Part of an answer is worth more than none: what could not be read is said in its place.
  const [log, tasks, most] = await Promise.all([
    orSentence(
      answerOf(readRunLog(clients.logs, run, signal), { doing: 'read its log', action: 'logs:GetLogEvents' }),
    ),
    orSentence(
      answerOf(readTaskCounts(clients.cloudWatch, run, clock(), signal), {
        doing: 'count its tasks',
        action: 'cloudwatch:GetMetricData',
      }),
    ),
    mostAttempts(run.job, clients.glue, signal),
  ]);
  return failureFinding(
    { run, later, log, tasks, mostAttempts: most },
    { now: clock(), region: clients.region, ...limits },
  );
}
