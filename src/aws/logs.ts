/**
 * `logs <job, function or stream>`: what went wrong, from what was written about it. One verb for three kinds of log: the
 * configuration says which kind a name is of, else the person, else it is that of a Glue job.
 */

import type { Finding } from '../operations/finding.ts';
import type { Operation } from '../operations/operation.ts';
import type { JobLogAsked } from './glue/job-log.ts';
import type { Call, Makers } from './makers.ts';

import { logLink, runsLink } from '../lib/console-links.ts';
import { asTyped, durationUpTo, oneOf, option, optionOr, wholeNumber } from '../operations/arguments.ts';
import { named, type Estate } from '../operations/estate.ts';
import { finding } from '../operations/findings.ts';
import { LOGGED, RUN } from '../operations/glue-arguments.ts';
import { nearest, nearestWords, noneCalled } from '../operations/nearest.ts';
import { explainDelivery, groupOfDelivery } from './firehose/delivery-log.ts';
import { explainJob } from './glue/job-log.ts';
import { readJobNames } from './glue/read-jobs.ts';
import { explainFunction, groupOfFunction } from './lambda/function-log.ts';
import { AwsRefusal, orReport } from './refusals.ts';

const DEFAULT_LINES = 5;
const MOST_LINES = 50;
const DAY_MS = 24 * 3_600_000;
const MOST_SINCE_MS = 7 * DAY_MS;

type LogKind = 'job' | 'function' | 'stream';

const ARGUMENTS = {
  // Runs that are stored have it by this name.
  job: LOGGED,
  run: RUN,
  lines: optionOr(DEFAULT_LINES, wholeNumber(1, MOST_LINES), {
    summary: 'How many lines to show around the error',
    example: '12',
  }),
  since: option(durationUpTo(MOST_SINCE_MS), {
    summary: 'How far back to read, of a function or stream, instead of a day',
    example: '6h',
  }),
  kind: option(oneOf<LogKind>(['job', 'function', 'stream']), {
    summary: 'What it is the name of, where the configuration does not say',
    example: 'function',
  }),
};

interface Asked {
  readonly name: string;
  readonly kind: LogKind;
  readonly run: string | null;
  readonly since: number | null;
  readonly lines: number;
}

/** The operation behind `/etl logs`. `maxWorkers` is what a suggested retry may ask for at most. */
export function createLogs({ read }: Makers, { maxWorkers }: { readonly maxWorkers: number }): Operation {
  return read({
    verb: 'logs',
    summary:
      'Why a Glue job, a function or a delivery stream fails: its errors grouped, and the log around one',
    arguments: ARGUMENTS,
    asks: [
      'glue:GetJob',
      'glue:GetJobRun',
      'glue:GetJobRuns',
      'glue:GetJobs',
      'logs:DescribeLogStreams',
      'logs:GetLogEvents',
      'logs:FilterLogEvents',
      'cloudwatch:GetMetricData',
    ],
    tells: { of: ['job', 'function', 'stream'], line: 'why' },
    namesCause: true,
    intent: ({ job }) => `Read why ${job} failed`,
    links: ({ job, kind }, region) => [
      kind === 'function' || kind === 'stream'
        ? logLink(region, groupOf(kind, job), null)
        : runsLink(region, job),
    ],
    async look({ job: name, kind: said, run, since, lines }, call): Promise<Finding> {
      const kinds = said === null ? kindsOf(name, call.estate) : [said];
      const [kind = 'job', ...others] = kinds;
      const misfit = misfitOf({ name, kind, run, since, lines });
      if (misfit !== null) return finding({ verdict: 'fail', summary: misfit, trueAt: call.clock() });
      if (kind === 'job')
        return explainKnownJob({ job: name, run, shownLines: lines, maxWorkers }, said, call);
      const found = await explainService({ name, kind, run, since, lines }, call);
      const also = others.map((other) => `/etl logs ${asTyped(name)} --kind ${other}`);
      return { ...found, next: [...also, ...found.next] };
    },
  });
}

/** What the configuration says that this is the name of: a function before a stream, as it is what fails in words. */
function kindsOf(name: string, estate: Estate): readonly LogKind[] {
  return [
    ...(named(estate, 'functions').includes(name) ? (['function'] as const) : []),
    ...(named(estate, 'deliveryStreams').includes(name) ? (['stream'] as const) : []),
  ];
}

/** The sentence for an option that is of another kind; null when all fit. */
function misfitOf({ name, kind, run, since }: Asked): string | null {
  if (kind === 'job' && since !== null)
    return `Of a Glue job the latest failed run is read, or the one of --run: leave --since out, or write --kind function or --kind stream if ${name} is one.`;
  if (kind !== 'job' && run !== null)
    return `${name} is a ${kind}, which has no runs: leave --run out, or write --kind job.`;
  return null;
}

/**
 * Of a job that AWS does not know, the nearest are told; functions and streams too, unless it is said to be a job. Where
 * nothing is near it, what AWS says stands, which has one look at account and region.
 */
async function explainKnownJob(asked: JobLogAsked, said: LogKind | null, call: Call): Promise<Finding> {
  const found = await orReport(explainJob(asked, call));
  if (found.ok) return found.value;
  // Of a run that is named, nobody knows whether it or the job is what is not there.
  const isUnknown = found.error.kind === 'not-found' && asked.run === null;
  const jobs = isUnknown ? await orReport(readJobNames(call)) : null;
  const others =
    said === null ? [...named(call.estate, 'functions'), ...named(call.estate, 'deliveryStreams')] : [];
  const known = jobs?.ok === true ? [...jobs.value, ...new Set(others)] : [];
  if (nearest(asked.job, known).length === 0) throw new AwsRefusal(found.error, null);
  return noneCalled(asked.job, {
    what: 'Glue job',
    known,
    verb: 'logs',
    trueAt: call.clock(),
    links: [runsLink(call.clients.region, asked.job)],
  });
}

async function explainService(
  { name, kind, since, lines }: Asked & { readonly kind: Exclude<LogKind, 'job'> },
  call: Call,
): Promise<Finding> {
  const from = call.clock() - (since ?? DAY_MS);
  const found =
    kind === 'function'
      ? await explainFunction({ name, from, lines }, call)
      : await explainDelivery({ name, from }, call);
  if (found.ok) return found.value;
  if (found.error.kind !== 'not-found') throw new AwsRefusal(found.error, null);
  return noSuchGroup(name, kind, call);
}

function noSuchGroup(name: string, kind: Exclude<LogKind, 'job'>, call: Call): Finding {
  const known = named(call.estate, kind === 'function' ? 'functions' : 'deliveryStreams');
  const near = known.includes(name) ? [] : nearest(name, known);
  const why =
    kind === 'function'
      ? 'it has not run yet, writes elsewhere, or is called otherwise'
      : 'it writes no errors, writes them elsewhere, or is called otherwise';
  return finding({
    verdict: 'unknown',
    summary: `There is no log group ${groupOf(kind, name)} here: ${why}.${nearestWords(near)}`,
    trueAt: call.clock(),
    next: near.map((each) => `/etl logs ${asTyped(each)}`),
  });
}

function groupOf(kind: Exclude<LogKind, 'job'>, name: string): string {
  return kind === 'function' ? groupOfFunction(name) : groupOfDelivery(name);
}
