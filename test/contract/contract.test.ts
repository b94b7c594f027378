/**
 * Each verb that reads, asked of the simulated account and, where moto is installed, of moto: two who play AWS and know
 * nothing of each other have to be read alike. What moto is known to lack is asserted, so that it neither grows nor
 * shrinks unseen.
 */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { OperationCatalog } from '../../src/operations/catalog.ts';
import type { AwsCall } from '../../src/operations/calls.ts';
import type { Asked, Finding } from '../../src/operations/finding.ts';
import type { Contract, Told } from './contracts.ts';
import type { World } from './pipeline.ts';

import { createCatalog } from '../../src/aws/catalog.ts';
import { estimateScan } from '../../src/aws/athena/estimate.ts';
import { readRunLog } from '../../src/aws/glue/run-log.ts';
import { readRun } from '../../src/aws/glue/read-runs.ts';
import { allowed, POLICY } from '../queries/decide.ts';
import { CONTEXT, findingOf, preparedOf } from '../aws/account.ts';
import { person } from '../support/builders.ts';
import { BEHIND_REFUSED, BENEATH, CONTRACTS, MOTO_REFUSES, NEVER_ASKED } from './contracts.ts';
import { motoPath } from './moto-server.ts';
import { openMoto } from './moto.ts';
import { ABSENT, CAUSE, DATABASE, daysUntil, ESTATE, JOB, LAKE_TABLE } from './pipeline.ts';
import { openSimulated } from './simulated.ts';

interface Player {
  readonly who: string;
  open(): Promise<World>;
  /** Calls that it refuses. */
  readonly refuses: readonly AwsCall[];
  /** Calls that it brings no verb to. */
  readonly spares: readonly AwsCall[];
  told(contract: Contract): Told;
}

const START_WITHIN_MS = 90_000;
/** As long as Athena wants the token of a request to be. */
const RUN = '1'.padStart(32, '0');
const { signal } = CONTEXT;
const TODAY = daysUntil(Date.now()).at(-1) ?? '';

describe.each(players())('asked of $who', ({ open, refuses, spares, told }) => {
  let world: World;
  let catalog: OperationCatalog;
  const answers = new Map<Contract, Promise<Finding>>();

  beforeAll(async () => {
    world = await open();
    catalog = createCatalog({ pool: world.pool, clock: Date.now, estates: [ESTATE, ABSENT], lookUpMs: 1 });
  }, START_WITHIN_MS);
  afterAll(() => world.close());

  /** Once, however many ask: who plays Athena has rows for one query. */
  function answerTo(contract: Contract): Promise<Finding> {
    const answer = answers.get(contract) ?? ask(contract);
    answers.set(contract, answer);
    return answer;
  }

  async function ask({ verb, args, of: { pipeline } = ESTATE }: Contract): Promise<Finding> {
    const prepared = preparedOf({ catalog }, verb, args(world.run));
    return findingOf(await prepared.start({ ...CONTEXT, by: person('U0RESPONDER'), run: RUN, pipeline }));
  }

  async function allAsked(): Promise<readonly Asked[]> {
    return (await Promise.all(CONTRACTS.map(answerTo))).flatMap(({ asked }) => asked);
  }

  it.each(CONTRACTS.map((contract) => [nameOf(contract), contract] as const))('%s', async (_, contract) => {
    const finding = await answerTo(contract);
    const { says = '', ...expected } = told(contract);
    expect(toldBy(finding, contract.compared)).toEqual(expected);
    expect(finding.summary).toContain(says);
  });

  it('the log of a run, beneath its verb', async () => {
    const run = await readRun(world.clients.glue, JOB, world.run, signal);
    const { streams } = await readRunLog(world.clients.logs, run, signal);
    expect(streams.map(({ stream }) => stream)).toEqual([world.run]);
    expect(streams.flatMap(({ lines }) => lines.map(({ text }) => text))).toEqual([
      `ERROR Executor: ${CAUSE}`,
    ]);
  });

  it.each([
    [`dt = '${TODAY}'`, 1],
    [`dt IN ('${TODAY}', 'x', 'never')`, 1],
    [`dt BETWEEN '2020-01-01' AND '${TODAY}' AND dt <> '${TODAY}'`, 9],
    [`dt > '${TODAY}' AND dt < '2026-11-12'`, 0],
    ["dt = 'it''s' OR dt = 'other'", 10],
  ])('what a query where %s would scan, beneath its verb', async (where, partitions) => {
    const call = { ...CONTEXT, clients: world.clients, asked: [], clock: Date.now, estate: ESTATE };
    const policy = { ...POLICY, databases: [DATABASE], defaultDatabase: DATABASE };
    const checked = allowed(`SELECT id FROM ${LAKE_TABLE} WHERE ${where}`, policy);
    expect(await estimateScan(checked, [], { runUpTo: 1, askUpTo: 100 }, call)).toMatchObject({
      kind: 'about',
      bytes: 4 * partitions,
      atLeast: false,
      because: expect.stringContaining(`${DATABASE}.${LAKE_TABLE}`),
    });
  });

  it('refuses what it is known to refuse, and nothing else', async () => {
    const asked = await allAsked();
    expect(unique(asked.filter(({ ok }) => !ok).map(({ call }) => call))).toEqual(refuses);
  });

  it('is asked every call that a reading verb makes', async () => {
    const declared = catalog.operations.filter(({ risk }) => risk === 'read').flatMap(({ asks }) => asks);
    const made = (await allAsked()).map(({ call }) => call);
    expect(unique([...made, ...spares])).toEqual(unique(declared));
    expect(made.filter((call) => spares.some((spared) => spared === call))).toEqual([]);
  });
});

it('every verb that reads AWS has a contract', () => {
  const pool = { home: { region: '' }, at: () => Promise.reject(new Error('Expected nothing to be asked')) };
  const reading = createCatalog({ pool, clock: Date.now }).operations.filter(
    ({ risk, asks }) => risk === 'read' && asks.length > 0,
  );
  expect(unique(CONTRACTS.map(({ verb }) => verb))).toEqual(unique(reading.map(({ verb }) => verb)));
});

/** The simulated account, and moto where it is installed; where not, that is printed. */
function players(): readonly Player[] {
  const simulated: Player = {
    who: 'the simulated account',
    open: openSimulated,
    refuses: [],
    spares: NEVER_ASKED,
    told: (contract) => contract.told,
  };
  const path = motoPath();
  if (path === null) {
    process.stderr.write(
      'Contracts are not asked of moto: no moto_server in the path; pip install "moto[server]".\n',
    );
    return [simulated];
  }
  const moto: Player = {
    who: 'moto',
    open: () => openMoto(path),
    refuses: MOTO_REFUSES,
    spares: [...NEVER_ASKED, ...BENEATH, ...BEHIND_REFUSED],
    told: (contract) => contract.onMoto?.told ?? contract.told,
  };
  return [simulated, moto];
}

function nameOf({ verb, of, args, onMoto }: Contract): string {
  const given = Object.entries(args('<run>')).map(([name, value]) => `${name}=${value}`);
  const otherwise = onMoto === undefined ? [] : [`(otherwise on moto: ${onMoto.because})`];
  const whose = of === undefined ? [] : [`of ${of.pipeline}`];
  return [verb, ...whose, ...given, ...otherwise].join(' ');
}

function toldBy({ verdict, table }: Finding, compared: readonly string[]): Told {
  if (table === null) return { verdict, columns: null, rows: [] };
  const places = compared.map((column) => table.columns.indexOf(column));
  return {
    verdict,
    columns: table.columns,
    rows: table.rows.map((row) => places.map((place) => row[place] ?? '')),
  };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
