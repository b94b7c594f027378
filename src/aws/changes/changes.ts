/** `changes [--since]`: what changed lately of what a pipeline is made of, when, and by whom where CloudTrail says it. */

import type { Operation } from '../../operations/operation.ts';
import type { LookUps } from '../look-ups.ts';
import type { Makers } from '../makers.ts';

import { eventsLink } from '../../lib/console-links.ts';
import { durationUpTo, optionOr } from '../../operations/arguments.ts';
import { changesFinding } from '../../operations/changes-finding.ts';
import { readChangesTrail } from './read-changes-trail.ts';
import { readEstate } from './read-estate.ts';

const DAY_MS = 86_400_000;
/** For so long CloudTrail keeps what it tells for nothing. */
const LONGEST_MS = 90 * DAY_MS;

/** The operation behind `/etl changes`. */
export function createChanges({ read }: Makers, lookUps: LookUps): Operation {
  return read({
    verb: 'changes',
    summary:
      'What changed lately: jobs, their scripts, tables, functions and what feeds them, when, and by whom',
    arguments: {
      since: optionOr(7 * DAY_MS, durationUpTo(LONGEST_MS), {
        summary: 'How far back, at most 90d; 7d when absent',
        example: '14d',
      }),
    },
    asks: [
      'glue:GetJobs',
      'glue:GetTables',
      'glue:GetTableVersions',
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunctionConcurrency',
      'lambda:ListEventSourceMappings',
      's3:HeadObject',
      'cloudtrail:LookupEvents',
    ],
    tells: { of: ['pipeline'], line: 'changes' },
    intent: () => 'Look what changed',
    links: (_, region) => [eventsLink(region)],
    async look({ since }, call) {
      const reading = await readEstate(call);
      const trail = await readChangesTrail(reading, call.clock() - since, call, lookUps);
      const found = changesFinding({ estate: call.estate, reading, trail, sinceMs: since }, call.clock());
      return { ...found, links: [eventsLink(call.clients.region)] };
    },
  });
}
