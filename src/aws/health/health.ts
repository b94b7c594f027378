/** `health`: one verdict over every stage of a pipeline, from all that can be looked at, asked at once. */

import type { Operation } from '../../operations/operation.ts';
import type { Unasked } from '../../operations/pipeline-health.ts';
import type { Makers } from '../makers.ts';
import type { Look } from './look.ts';

import { jobsLink } from '../../lib/console-links.ts';
import { healthFinding } from '../../operations/pipeline-health.ts';
import { causeClause, mainCause } from '../../operations/refused-calls.ts';
import { alarmParts } from './alarm-parts.ts';
import { ingestionParts } from './ingestion-parts.ts';
import { jobParts } from './job-parts.ts';
import { lakeParts } from './lake-parts.ts';

/** What is broken before the alarms about it: of parts that are as ill, the first is told first. */
const LOOKS: readonly Look[] = [jobParts, ingestionParts, lakeParts, alarmParts];

/** The operation behind `/etl health`. */
export function createHealth({ read }: Makers): Operation {
  return read({
    verb: 'health',
    aliases: ['status'],
    summary: 'One verdict over every stage of the pipeline, the worst first, with the command that says more',
    arguments: {},
    asks: [...new Set(LOOKS.flatMap(({ asks }) => asks))],
    tells: { of: ['pipeline'], line: 'stages' },
    intent: () => 'Look how every stage is',
    links: (_, region) => [jobsLink(region)],
    async look(_, call) {
      const looked = await Promise.all(
        LOOKS.map(async (one) => ({ ...one, answer: await one.gather(call) })),
      );
      const parts = looked.flatMap(({ answer }) => (answer.ok ? answer.value : []));
      const unasked = looked.flatMap(({ what, isIn, answer }): readonly Unasked[] => {
        if (answer.ok) return [];
        const stages = call.estate.stages.filter(isIn).map(({ name }) => name);
        return [{ what, because: answer.error, stages }];
      });
      const cause = mainCause(call.asked);
      const refused = cause === null ? null : causeClause(cause);
      return healthFinding(call.estate, { parts, unasked, refused, now: call.clock() });
    },
  });
}
