/** Reads when each part of a pipeline was last changed, as the part itself says. What is refused leaves the rest as it is. */

import type {
  EstateReading,
  FunctionReading,
  Refused,
  ScriptReading,
} from '../../operations/estate-reading.ts';
import type { TableReading } from '../../operations/schema-history.ts';
import type { NamedJob } from '../glue/read-jobs.ts';
import type { Call } from '../makers.ts';

import { matchesPattern, specificity } from '../../lib/pattern.ts';
import { named } from '../../operations/estate.ts';
import { readJobs } from '../glue/read-jobs.ts';
import { readVersions } from '../glue/read-schemas.ts';
import { readEstateTables } from '../glue/read-tables.ts';
import { inParallel } from '../in-parallel.ts';
import { readFunction } from '../ingestion/read-states.ts';
import { orReport } from '../refusals.ts';
import { readScripts } from './read-scripts.ts';

/** Whose scripts are looked at, one by one; when they were changed themselves, the list of all jobs says. */
const MOST_JOBS = 100;
const MOST_TABLES = 100;
const VERSION_PAGES = 1;

/** What the parts of this call's pipeline say. Throws a bug as it is. */
export async function readEstate(call: Call): Promise<EstateReading> {
  const [jobs, tables, functions] = await Promise.all([
    readJobsPart(call),
    readTablesPart(call),
    readFunctionsPart(call),
  ]);
  return {
    jobs: jobs.jobs.map((job) => ({
      name: job.Name,
      createdAt: job.CreatedOn?.getTime() ?? null,
      changedAt: changedAt(job),
    })),
    absentJobs: jobs.absent,
    scripts: jobs.scripts,
    tables: tables.tables,
    absent: tables.absent,
    functions: functions.functions,
    refused: [...jobs.refused, ...tables.refused, ...functions.refused],
    unread: [...jobs.unread, ...tables.unread],
  };
}

interface JobsPart {
  readonly jobs: readonly NamedJob[];
  readonly absent: readonly string[];
  readonly scripts: readonly ScriptReading[];
  readonly refused: readonly Refused[];
  readonly unread: readonly string[];
}

async function readJobsPart(call: Call): Promise<JobsPart> {
  const { stages } = call.estate;
  const patterns = stages.flatMap(({ jobs }) => jobs);
  // Without stages nothing says which jobs are whose, so all of the account are looked at.
  if (stages.length > 0 && patterns.length === 0)
    return { jobs: [], absent: [], scripts: [], refused: [], unread: [] };
  const answer = await orReport(readJobs(call));
  if (!answer.ok)
    return {
      jobs: [],
      absent: [],
      scripts: [],
      refused: [{ what: 'Glue jobs', sentence: answer.error.sentence, isVital: true }],
      unread: [],
    };
  const jobs = answer.value;
  const newest = jobs.toSorted((left, right) => (changedAt(right) ?? 0) - (changedAt(left) ?? 0));
  const scripts = await readScripts(newest.slice(0, MOST_JOBS), call);
  const unmatched = [...new Set(patterns)].filter(
    (pattern) => !jobs.some(({ Name }) => matchesPattern(pattern, Name)),
  );
  const isName = (pattern: string): boolean => specificity(pattern) === Infinity;
  return {
    jobs,
    absent: unmatched.filter(isName),
    scripts: scripts.scripts,
    refused: [
      ...scripts.refused,
      ...unmatched
        .filter((pattern) => !isName(pattern))
        .map((pattern) => ({
          what: `jobs ${pattern}`,
          sentence:
            'No Glue job here has this name. Look at the configuration, at the region, and at who deleted it.',
          isVital: true,
        })),
    ],
    unread: jobs.length > MOST_JOBS ? [`the scripts of ${MOST_JOBS} of ${jobs.length} jobs`] : [],
  };
}

function changedAt({ LastModifiedOn, CreatedOn }: NamedJob): number | null {
  return LastModifiedOn?.getTime() ?? CreatedOn?.getTime() ?? null;
}

async function readTablesPart(
  call: Call,
): Promise<Pick<EstateReading, 'tables' | 'absent' | 'refused' | 'unread'>> {
  const { tables, absent, refused, unread } = await readEstateTables(call);
  const answers = await inParallel(tables.slice(0, MOST_TABLES), call, async ({ database, table }) => ({
    what: `${database}.${table.Name}`,
    answer: await readVersions(table, { database, pages: VERSION_PAGES }, call),
  }));
  const read: TableReading[] = [];
  const unanswered: Refused[] = refused.map(({ database, report }) => ({
    what: database,
    sentence: report.sentence,
    isVital: true,
  }));
  for (const { what, answer } of answers) {
    if (answer.ok) read.push(answer.value);
    else unanswered.push({ what, sentence: answer.error.sentence, isVital: true });
  }
  return {
    tables: read,
    absent,
    refused: unanswered,
    unread: [
      ...unread,
      ...(tables.length > MOST_TABLES ? [`the versions of ${MOST_TABLES} of ${tables.length} tables`] : []),
    ],
  };
}

async function readFunctionsPart(call: Call): Promise<Pick<EstateReading, 'functions' | 'refused'>> {
  const answers = await inParallel(named(call.estate, 'functions'), call, async (name) => ({
    name,
    answers: await readFunction(name, call),
  }));
  const refused: Refused[] = [];
  const functions = answers.map(({ name, answers: { state, reserved, mappings } }): FunctionReading => {
    const isGone = !state.ok && state.error.isMissing;
    for (const answer of [state, reserved, mappings])
      if (!answer.ok && !answer.error.isMissing)
        refused.push({ what: `function ${name}`, sentence: answer.error.sentence, isVital: true });
    return {
      name,
      isGone,
      changedAt: state.ok ? state.value.changedAt : null,
      reserved: reserved.ok ? reserved.value : null,
      feeds: mappings.ok ? mappings.value : [],
    };
  });
  return { functions, refused };
}
