/** `runs <job>`: its latest runs one below the other, how long each took, and what is usual. */

import type { Finding, Series } from '../../operations/finding.ts';
import type { GlueRun } from '../../operations/glue-run.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Call, Makers } from '../makers.ts';

import { runsLink } from '../../lib/console-links.ts';
import { formatDuration } from '../../lib/duration.ts';
import { noneCalled } from '../../operations/nearest.ts';
import { optionOr, wholeNumber } from '../../operations/arguments.ts';
import { finding } from '../../operations/findings.ts';
import { JOB } from '../../operations/glue-arguments.ts';
import { hasFailed, workersText } from '../../operations/glue-run.ts';
import { formatTime } from '../../lib/moment.ts';
import { jobHealth, pastClue, rateWords, sinceWords } from '../../operations/job-health.ts';
import { hoursText } from '../../operations/units.ts';
import { answerOrReport, AwsRefusal } from '../refusals.ts';
import { readJobNames } from './read-jobs.ts';
import { readRecentRuns } from './read-runs.ts';

const SHOWN = 20;
const MOST_SHOWN = 100;
/** A chart takes no more. */
const CHARTED = 20;
const MINUTE_MS = 60_000;
/** Shorter runs are told in seconds: in minutes they would all be none. */
const SHORT_MS = 5 * MINUTE_MS;

/** The operation behind `/etl runs`. */
export function createRuns({ read }: Makers): Operation {
  return read({
    verb: 'runs',
    summary: 'The latest runs of a Glue job: how they ended, how long they took, what is usual',
    arguments: {
      job: JOB,
      last: optionOr(SHOWN, wholeNumber(1, MOST_SHOWN), { summary: 'How many', example: '50' }),
    },
    asks: ['glue:GetJobRuns', 'glue:GetJobs'],
    tells: { of: ['job'], line: 'past' },
    intent: ({ job }) => `Read the runs of ${job}`,
    links: ({ job }, region) => [runsLink(region, job)],
    async look({ job, last }, call) {
      const doing = `read the runs of ${job}`;
      const runs = await answerOrReport(readRecentRuns(call.clients.glue, job, call.signal), {
        doing,
        action: 'glue:GetJobRuns',
      });
      if (runs.ok) return runsFinding(job, runs.value, last, call);
      if (runs.error.kind !== 'not-found') throw new AwsRefusal(runs.error, null);
      return noSuchJob(job, call);
    },
  });
}

function runsFinding(job: string, runs: readonly GlueRun[], last: number, { clock, clients }: Call): Finding {
  const now = clock();
  const health = jobHealth(job, runs, now);
  const shown = runs.slice(0, last);
  return finding({
    verdict: health.verdict,
    summary: `${job} ${sinceWords(health)}`,
    ...(health.last === null ? {} : { clue: pastClue(health, runs) }),
    trueAt: now,
    facts: [
      { label: 'Ended well in 7 days', value: rateWords(health) },
      ...(health.usualMs === null ? [] : [{ label: 'Usually takes', value: formatDuration(health.usualMs) }]),
      ...(health.dpuHours === null
        ? []
        : [{ label: 'DPU hours in 7 days', value: hoursText(health.dpuHours) }]),
    ],
    table:
      shown.length === 0
        ? null
        : {
            columns: ['Started', 'Ended', 'Took', 'Attempt', 'Workers', 'DPU h'],
            rows: shown.map((run) => [
              run.startedAt === null ? 'waits' : formatTime(run.startedAt),
              run.state.toLowerCase(),
              formatDuration(run.lastedMs),
              String(run.attempt),
              workersText(run),
              hoursText(run.dpuHours),
            ]),
          },
    series: durations(shown),
    links: [runsLink(clients.region, job)],
    next: health.verdict === 'fail' ? [`/etl logs ${job}`] : [],
  });
}

/** How long the runs that ended took, the oldest first; null with fewer than two. */
function durations(runs: readonly GlueRun[]): Series | null {
  const ended = runs
    .filter((run) => run.state === 'SUCCEEDED' || hasFailed(run))
    .slice(0, CHARTED)
    .toReversed();
  if (ended.length < 2) return null;
  const longest = Math.max(...ended.map(({ lastedMs }) => lastedMs));
  const [unit, unitMs] = longest < SHORT_MS ? (['s', 1_000] as const) : (['min', MINUTE_MS] as const);
  const took = (run: GlueRun): number => Math.round(run.lastedMs / unitMs);
  return {
    title: 'How long the runs took',
    shape: 'bar',
    unit,
    labels: ended.map(({ startedAt }) => (startedAt === null ? '' : formatTime(startedAt))),
    lines: [
      { name: 'succeeded', values: ended.map((run) => (hasFailed(run) ? null : took(run))) },
      { name: 'failed', values: ended.map((run) => (hasFailed(run) ? took(run) : null)) },
    ],
  };
}

async function noSuchJob(job: string, call: Call): Promise<Finding> {
  return noneCalled(job, {
    what: 'Glue job',
    known: await readJobNames(call),
    verb: 'runs',
    trueAt: call.clock(),
    links: [runsLink(call.clients.region, job)],
  });
}
