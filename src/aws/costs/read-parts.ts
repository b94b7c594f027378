/** Reads what the parts of a pipeline's costs are made of: sizes of buckets, runs of jobs, queries of the workgroup. */

import type { CostPart, Used } from '../../operations/cost-parts.ts';
import type { CostSettings } from '../../operations/cost-settings.ts';
import type { Call } from '../makers.ts';

import { formatTime } from '../../lib/moment.ts';
import { count } from '../../lib/text.ts';
import { athenaPart, gluePart, storagePart, unknownPart } from '../../operations/cost-parts.ts';
import { spendWindow } from '../../operations/daily-spend.ts';
import { together } from '../../operations/lake-size.ts';
import { readPastQueries } from '../athena/read-past-queries.ts';
import { readDpuHours } from '../glue/read-dpu-hours.ts';
import { readJobNames } from '../glue/read-jobs.ts';
import { inParallel } from '../in-parallel.ts';
import { answerOrReport, orReport } from '../refusals.ts';
import { readSizes } from '../s3/read-sizes.ts';

/** More than a pipeline has; in an account without a configuration the rest is told. */
const MOST_JOBS = 100;
/** Of fifty queries each: a day of a busy workgroup has several hundred. */
const QUERY_PAGES = 16;

/** The buckets of the stages; one that several name is of the first. */
export async function readStorage(settings: CostSettings, call: Call): Promise<CostPart> {
  const seen = new Set<string>();
  const layers = call.estate.stages.map(({ name, buckets }) => {
    const own = buckets.filter((bucket) => !seen.has(bucket));
    for (const bucket of own) seen.add(bucket);
    return { name, buckets: own };
  });
  if (seen.size === 0) return unknownPart('storage', { refused: [], read: ['no stage names a bucket'] });
  const sizes = await readSizes([...seen], call);
  if (!sizes.ok) return unknownPart('storage', { refused: [sizes.error.sentence], read: [] });
  const of = (bucket: string) => sizes.value.get(bucket) ?? [];
  const unsized = [...seen].filter((bucket) => of(bucket).length === 0);
  return storagePart(
    layers.map(({ name, buckets }) => ({
      name,
      sizes: together(buckets.map(of).filter((daily) => daily.length > 0)),
    })),
    {
      refused: [],
      read: unsized.length === 0 ? [] : [`S3 reports no size of ${unsized.join(', ')}: empty, or not there`],
      isLacking: unsized.length > 0,
    },
    settings,
    call.clock(),
  );
}

/** The jobs of the stages. */
export async function readGlue(settings: CostSettings, call: Call): Promise<CostPart> {
  const { pipeline, stages } = call.estate;
  // Without patterns every job of the account would be its own.
  if (pipeline !== null && stages.every(({ jobs }) => jobs.length === 0))
    return unknownPart('glue', { refused: [], read: ['no stage names a job'] });
  const names = await orReport(readJobNames(call));
  if (!names.ok) return unknownPart('glue', { refused: [names.error.sentence], read: [] });
  const since = spendWindow(call.clock());
  const answers = await inParallel(names.value.slice(0, MOST_JOBS), call, async (name) => ({
    name,
    hours: await answerOrReport(readDpuHours(name, since, call), {
      doing: `read the runs of ${name}`,
      action: 'glue:GetJobRuns',
    }),
  }));
  const jobs: Used[] = [];
  const refused: string[] = [];
  let isLacking = names.value.length > MOST_JOBS;
  const read = isLacking ? [`the first ${MOST_JOBS} of ${names.value.length} jobs`] : [];
  for (const { name, hours } of answers) {
    if (!hours.ok) {
      refused.push(hours.error.sentence);
      continue;
    }
    const { uses, since: from, untold } = hours.value;
    jobs.push({ name, uses, since: from });
    if (from > since) read.push(`the runs of ${name} back to ${formatTime(from)}`);
    if (untold > 0) {
      isLacking = true;
      read.push(`${name} without ${count(untold, 'run')} of which Glue does not say what it took`);
    }
  }
  return gluePart(jobs, { refused, read, isLacking }, settings, call.clock());
}

/** The workgroup of the configuration. */
export async function readAthena(settings: CostSettings, call: Call): Promise<CostPart> {
  const { queries } = call.estate;
  if (queries === null) return unknownPart('athena', { refused: [], read: ['no workgroup is configured'] });
  const now = call.clock();
  const past = await readPastQueries(queries, { since: spendWindow(now), pages: QUERY_PAGES }, call);
  if (!past.ok) return unknownPart('athena', { refused: [past.error.sentence], read: [] });
  const { isCut, since, untold } = past.value;
  const read = [
    ...(isCut
      ? [
          `the newest ${count(past.value.queries.length, 'query', 'queries')} of ${queries.workgroup}, back to ${formatTime(since)}`,
        ]
      : []),
    ...(untold > 0 ? [`Athena tells nothing of ${count(untold, 'query', 'queries')}`] : []),
  ];
  return athenaPart(past.value, { read, isLacking: untold > 0 }, settings, now);
}
