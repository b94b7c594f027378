/** What is told of rules that are over, with what Glue Data Quality found read beside them. */

import type { Finding } from '../../operations/finding.ts';
import type { Call } from '../makers.ts';
import type { Work } from './rules-under-way.ts';

import { workgroupLink } from '../../lib/console-links.ts';
import { nearest } from '../../operations/nearest.ts';
import { qualityFinding } from '../../operations/quality-report.ts';
import { isTable, knownTables } from '../../operations/quality-rules.ts';
import { readQuality } from '../glue/read-quality.ts';
import { outcomesOf } from './rules-under-way.ts';

/** Both halves, once all rules are over. */
export async function findingOf(work: Work, table: string | null, call: Call): Promise<Finding> {
  const { clients, clock, estate } = call;
  const glue = await readQuality(table, call);
  const outcomes = outcomesOf(work);
  const known = knownTables(estate);
  const isKnown = table === null || known.some((one) => isTable(one, table));
  return qualityFinding({
    outcomes,
    leftOut: work.leftOut,
    upTo: work.upTo,
    glue,
    pipeline: estate.pipeline,
    table,
    near: isKnown ? [] : nearest(table, known),
    settings: estate.queries,
    links: [workgroupLink(clients.region, estate.queries?.workgroup ?? null)],
    now: clock(),
  });
}
