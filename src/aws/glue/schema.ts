/** `schema [table]`: what changed between the versions of tables, compatible or not and why, when, and by whom. */

import type { Finding } from '../../operations/finding.ts';
import type { Operation } from '../../operations/operation.ts';
import type { LookUps } from '../look-ups.ts';
import type { Call, Makers } from '../makers.ts';
import type { EstateTables, TableOf } from './read-tables.ts';

import { tableLink } from '../../lib/console-links.ts';
import { err, ok } from '../../lib/result.ts';
import { optional, textLike } from '../../operations/arguments.ts';
import { finding } from '../../operations/findings.ts';
import { noneCalled } from '../../operations/nearest.ts';
import { schemasFinding } from '../../operations/schema-finding.ts';
import { tableFinding } from '../../operations/schema-table-finding.ts';
import { inParallel } from '../in-parallel.ts';
import { refusedByAws } from '../refusals.ts';
import { readSchemaTrail } from './read-schema-trail.ts';
import { readVersions } from './read-schemas.ts';
import { readEstateTables } from './read-tables.ts';

const TABLE = textLike(/^[^\s.*?]{1,255}(?:\.[^\s.*?]{1,255})?$/, {
  expected: 'the name of a table such as users or todo_silver.users',
});

/** More than a pipeline has; what is left is told. */
const MOST_TABLES = 100;
const PAGES_OF_ALL = 1;
const PAGES_OF_ONE = 5;
/** The operation behind `/etl schema`. */
export function createSchema({ read }: Makers, lookUps: LookUps): Operation {
  return read({
    verb: 'schema',
    summary:
      'What changed in the schema of each table, whether what was there before still fits, and by whom',
    arguments: {
      table: optional(TABLE, {
        summary: 'One table with its versions, instead of all',
        example: 'todo_silver.users',
      }),
    },
    asks: ['glue:GetTables', 'glue:GetTableVersions', 'cloudtrail:LookupEvents'],
    intent: ({ table }) => `Look what changed in the schema of ${table ?? 'the tables'}`,
    links: (_, region) => [tableLink(region, null)],
    async look({ table }, call) {
      if (call.estate.stages.every(({ databases }) => databases.length === 0)) return noDatabase(call);
      const known = await readEstateTables(call);
      return table === null ? ofAll(known, call) : ofOne(table, known, call, lookUps);
    },
  });
}

async function ofAll({ tables, absent, refused, unread }: EstateTables, call: Call): Promise<Finding> {
  const [first] = refused;
  if (tables.length + absent.length === 0 && first !== undefined)
    return refusedByAws(first.report, call.clock(), { links: [tableLink(call.clients.region, null)] });
  const read = await inParallel(tables.slice(0, MOST_TABLES), call, async ({ database, table }) => {
    const answer = await readVersions(table, { database, pages: PAGES_OF_ALL }, call);
    const name = `${database}.${table.Name}`;
    return { table: name, reading: answer.ok ? ok(answer.value) : err(answer.error.sentence) };
  });
  const cut = read.flatMap(({ table, reading }) => (reading.ok && reading.value.isCut ? [table] : []));
  const found = schemasFinding(
    {
      tables: read,
      absent,
      refused: refused.map(({ database, report }) => ({ database, sentence: report.sentence })),
      unread: [
        ...unread,
        ...(tables.length > MOST_TABLES ? [`${MOST_TABLES} of ${tables.length} tables; name another`] : []),
        ...(cut.length > 0 ? [`the newest 100 versions of ${cut.join(', ')}`] : []),
      ],
    },
    call.clock(),
  );
  return { ...found, links: [tableLink(call.clients.region, null)] };
}

async function ofOne(wanted: string, known: EstateTables, call: Call, lookUps: LookUps): Promise<Finding> {
  const { tables, refused } = known;
  const meant = tables.filter((each) => isMeant(each, wanted));
  const [first, second] = meant;
  if (first === undefined) return noTable(wanted, known, call);
  if (second !== undefined) return several(wanted, meant, call);
  const { database, table } = first;
  const links = [tableLink(call.clients.region, { database, name: table.Name })];
  const answer = await readVersions(table, { database, pages: PAGES_OF_ONE }, call);
  if (!answer.ok) return refusedByAws(answer.error, call.clock(), { links });
  const trail = await readSchemaTrail(answer.value, call, lookUps);
  const found = tableFinding(answer.value, trail, call.clock());
  const facts = refused.map(({ database: other, report }) => ({ label: other, value: report.sentence }));
  return { ...found, links, facts: [...found.facts, ...facts] };
}

function isMeant({ database, table }: TableOf, wanted: string): boolean {
  const name = wanted.toLowerCase();
  return [table.Name, `${database}.${table.Name}`].some((each) => each.toLowerCase() === name);
}

function noTable(wanted: string, { tables, absent, refused }: EstateTables, call: Call): Finding {
  const links = [tableLink(call.clients.region, null)];
  const [first] = refused;
  // Where a database could not be listed, nobody knows what is in it.
  if (first !== undefined) return refusedByAws(first.report, call.clock(), { links });
  const isNamed = absent.some((name) => name === wanted || name.endsWith(`.${wanted}`));
  if (isNamed)
    return finding({
      verdict: 'fail',
      summary: `The table ${wanted} is not in the catalog, though the configuration names it. See who dropped it with /etl changes.`,
      trueAt: call.clock(),
      links,
      next: ['/etl changes'],
    });
  const isFull = wanted.includes('.');
  return noneCalled(wanted, {
    what: 'table',
    known: [
      ...new Set(tables.map(({ database, table }) => (isFull ? `${database}.${table.Name}` : table.Name))),
    ],
    verb: 'schema',
    trueAt: call.clock(),
    links,
  });
}

/** A name without its database may be in several of them. */
function several(wanted: string, meant: readonly TableOf[], call: Call): Finding {
  const names = meant.map(({ database, table }) => `${database}.${table.Name}`);
  return finding({
    verdict: 'unknown',
    summary: `${wanted} is a table of ${names.length} databases: ${names.join(', ')}. Say which.`,
    trueAt: call.clock(),
    links: [tableLink(call.clients.region, null)],
    next: names.map((name) => `/etl schema ${name}`),
  });
}

function noDatabase({ estate: { pipeline }, clients, clock }: Call): Finding {
  return finding({
    verdict: 'unknown',
    summary:
      pipeline === null
        ? 'There is no table to look at without a pipeline: say whose with --pipeline. The stages of its configuration name the databases.'
        : `No stage of ${pipeline} names a database, so there is no table to look at: in the configuration write pipelines.${pipeline}.stages.<stage>.databases.`,
    trueAt: clock(),
    links: [tableLink(clients.region, null)],
  });
}
