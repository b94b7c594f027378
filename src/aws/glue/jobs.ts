/** `jobs [pattern]`: how each Glue job of the pipeline did last, and against its own past. */

import type { Finding } from '../../operations/finding.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Makers } from '../makers.ts';
import type { JobAnswer } from './read-jobs.ts';

import { jobsLink } from '../../lib/console-links.ts';
import { matchesPattern } from '../../lib/pattern.ts';
import { noneCalled } from '../../operations/nearest.ts';
import { count } from '../../lib/text.ts';
import { optional } from '../../operations/arguments.ts';
import { finding } from '../../operations/findings.ts';
import { JOB_PATTERN } from '../../operations/glue-arguments.ts';
import { formatTime } from '../../lib/moment.ts';
import { durationWords, rateWords, sinceWords } from '../../operations/job-health.ts';
import { hoursText } from '../../operations/units.ts';
import { worst, worstFirst } from '../../operations/verdicts.ts';
import { readJobNames, readJobsHealth } from './read-jobs.ts';

/** More than a pipeline has; in an account without a configuration the rest is told. */
const MOST_JOBS = 100;
const NAMED = 3;

/** The operation behind `/etl jobs`. */
export function createJobs({ read }: Makers): Operation {
  return read({
    verb: 'jobs',
    summary: 'How each Glue job did last, and against its own past',
    arguments: {
      pattern: optional(JOB_PATTERN, { summary: 'Only jobs of this name or pattern', example: 'silver-*' }),
    },
    asks: ['glue:GetJobs', 'glue:GetJobRuns'],
    intent: ({ pattern }) => `Look how ${pattern ?? 'the jobs'} did`,
    links: (_, region) => [jobsLink(region)],
    async look({ pattern }, call) {
      const known = await readJobNames(call);
      const wanted = pattern === null ? known : known.filter((name) => matchesPattern(pattern, name));
      const links = [jobsLink(call.clients.region)];
      if (wanted.length === 0)
        return noJobs(
          { known, pattern, named: call.estate.stages.flatMap(({ jobs }) => jobs) },
          call.clock(),
          links,
        );
      const answers = await readJobsHealth(wanted.slice(0, MOST_JOBS), call);
      const found = jobsFinding(answers, call.clock());
      return { ...found, links, facts: [...found.facts, ...leftOut(wanted.length)] };
    },
  });
}

/** What is told of these jobs: the worst first. */
function jobsFinding(answers: readonly JobAnswer[], trueAt: number): Finding {
  const told = worstFirst(answers, ({ health }) => (health.ok ? health.value.verdict : 'unknown'));
  const verdict = worst(told.map(({ health }) => (health.ok ? health.value.verdict : 'unknown')));
  const ill = told.filter(({ health }) => !health.ok || health.value.verdict !== 'ok');
  const rest = ill.length - NAMED;
  const words = ill
    .slice(0, NAMED)
    .map(({ job, health }) => `${job} ${health.ok ? sinceWords(health.value) : 'could not be read'}`);
  const [first] = ill;
  return finding({
    verdict,
    summary:
      ill.length === 0
        ? `${count(told.length, 'job')}, all well`
        : `${words.join('; ')}${rest > 0 ? `; ${rest} more` : ''}. ${told.length - ill.length} of ${count(told.length, 'job')} well`,
    trueAt,
    facts: told.flatMap(({ job, health }) =>
      health.ok ? [] : [{ label: job, value: health.error.sentence }],
    ),
    table: {
      // A phone shows the first two columns.
      columns: ['Job', 'How it is', 'Last run', 'Took', '7 days', 'DPU h'],
      rows: told.flatMap(({ job, health }) => {
        if (!health.ok) return [[job, 'could not be read', '?', '', '', '']];
        const { last, dpuHours } = health.value;
        const began = last?.startedAt == null ? '' : ` ${formatTime(last.startedAt)}`;
        const state = last === null ? 'never' : `${last.state.toLowerCase()}${began}`;
        return [
          [
            job,
            sinceWords(health.value),
            state,
            durationWords(health.value),
            rateWords(health.value),
            hoursText(dpuHours),
          ],
        ];
      }),
    },
    next: first === undefined ? [] : nextOf(first),
  });
}

function nextOf({ job, health }: JobAnswer): readonly string[] {
  if (!health.ok) return [];
  const { verdict } = health.value;
  if (verdict === 'fail') return [`/etl logs ${job}`, `/etl runs ${job}`];
  return verdict === 'warn' ? [`/etl runs ${job}`] : [];
}

interface NoJobs {
  readonly known: readonly string[];
  readonly pattern: string | null;
  /** What the configuration names. */
  readonly named: readonly string[];
}

function noJobs({ known, pattern, named }: NoJobs, trueAt: number, links: Finding['links']): Finding {
  if (pattern === null && named.length > 0)
    return finding({
      verdict: 'unknown',
      summary: `No Glue job here is called ${named.join(' or ')}, as the configuration says. Look at its names, and at the region.`,
      trueAt,
      links,
    });
  if (pattern === null)
    return finding({ verdict: 'ok', summary: 'There is no Glue job here to look at.', trueAt, links });
  return noneCalled(pattern, { what: 'Glue job', known, verb: 'jobs', trueAt, links });
}

function leftOut(jobs: number): Finding['facts'] {
  if (jobs <= MOST_JOBS) return [];
  return [{ label: 'Read', value: `the first ${MOST_JOBS} of ${jobs}; name a pattern for others` }];
}
