/** Looks which queries of the workgroup were slow or dear lately, and what their text and the catalog say of why. */

import type { Finding } from '../../operations/finding.ts';
import type { PastQuery } from '../../operations/past-query.ts';
import type { QuerySettings } from '../../operations/query-settings.ts';
import type { QueryForm } from '../../operations/query-slowness.ts';
import type { Call } from '../makers.ts';
import type { PartitionKeys } from './read-query-form.ts';

import { setImmediate } from 'node:timers/promises';

import { redact } from '../../lib/redact.ts';
import { mapInSlices } from '../../operations/in-slices.ts';
import { slowQueriesFinding } from '../../operations/slow-queries-finding.ts';
import { groupQueries, worthALook } from '../../operations/slow-queries.ts';
import { firstWordOf, shapeOf } from '../../queries/shape.ts';
import { inTurn } from '../in-parallel.ts';
import { AwsRefusal } from '../refusals.ts';
import { readPastQueries } from './read-past-queries.ts';
import { createPartitionKeys, readQueryForm } from './read-query-form.ts';

const LOOKED_BACK_MS = 7 * 86_400_000;
const QUERY_PAGES = 10;

/** The finding about those of a week. Throws `AwsRefusal`. */
export async function lookAtSlowQueries(settings: QuerySettings, call: Call): Promise<Finding> {
  const past = await readPastQueries(
    settings,
    { since: call.clock() - LOOKED_BACK_MS, pages: QUERY_PAGES },
    call,
  );
  if (!past.ok) throw new AwsRefusal(past.error, null);
  const told = await mapInSlices(past.value.queries, {
    charactersOf: ({ sql }) => sql.length,
    map: (query) => ({ query, what: whatOf(query) }),
    pause: () => setImmediate(),
  });
  const keys = createPartitionKeys(call);
  const groups = await inTurn(worthALook(groupQueries(told)), call, async (group) => {
    // A text of some kilobytes takes milliseconds to read.
    await setImmediate();
    return { group, form: await formOf(group.slowest, keys) };
  });
  return slowQueriesFinding(
    {
      workgroup: settings.workgroup,
      past: past.value,
      groups,
      price: call.estate.costs?.prices.athena?.dollars ?? null,
      refused: keys.refused(),
    },
    call.clock(),
  );
}

/** Its name; or its text as far as it may be shown. */
function whatOf({ name, sql, isCut }: PastQuery): string {
  if (name !== null) return name;
  const shape = isCut ? null : shapeOf(sql);
  return shape === null ? firstWordOf(sql) : redact(shape);
}

/** What cannot be read in full is read no further. */
async function formOf({ sql, isCut, database }: PastQuery, keys: PartitionKeys): Promise<QueryForm | null> {
  return isCut ? null : readQueryForm(sql, database, keys);
}
