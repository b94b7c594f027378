/** `costs`: what the pipeline costs, an estimate: storage, Glue and Athena, this month so far and to its end. */

import type { Operation } from '../../operations/operation.ts';
import type { Makers } from '../makers.ts';

import { jobsLink, workgroupLink } from '../../lib/console-links.ts';
import { costFinding } from '../../operations/cost-finding.ts';
import { DEFAULT_COSTS } from '../../operations/cost-settings.ts';
import { PAST_QUERIES_ASKS } from '../athena/read-past-queries.ts';
import { readAthena, readGlue, readStorage } from './read-parts.ts';

/** The operation behind `/etl costs`. */
export function createCosts({ read }: Makers): Operation {
  return read({
    verb: 'costs',
    summary:
      'About what the pipeline costs this month: storage, Glue and Athena, what makes it, and where it will end',
    arguments: {},
    asks: ['cloudwatch:GetMetricData', 'glue:GetJobs', 'glue:GetJobRuns', ...PAST_QUERIES_ASKS],
    intent: () => 'Estimate what the pipeline costs',
    links: (_, region) => [jobsLink(region)],
    async look(_, call) {
      const { costs: settings = DEFAULT_COSTS, pipeline, queries } = call.estate;
      const parts = await Promise.all([
        readStorage(settings, call),
        readGlue(settings, call),
        readAthena(settings, call),
      ]);
      const { region } = call.clients;
      return {
        ...costFinding(parts, settings, { pipeline, now: call.clock() }),
        links: [jobsLink(region), ...(queries === null ? [] : [workgroupLink(region, queries.workgroup)])],
      };
    },
  });
}
