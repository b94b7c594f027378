/**
 * The switches that break something, and what mends them. A switch is on for as long as the thing is broken by it: from
 * the press until somebody mends it or, where that is how such a thing ends, until a run succeeds.
 */

import type { PageSwitch } from '../page/contract.ts';
import type { GlueRun, WorkerType } from '../aws/glue.ts';
import type { FailureKind } from './failures.ts';

export const SWITCH_IDS = [
  'glue-job-fails',
  'out-of-memory',
  'schema-change',
  'firehose-stopped',
  'bad-data',
  'deleted-data',
  'cost-spike',
  'slow-queries',
  'throttled-account',
  'expired-credentials',
] as const;
export type SwitchId = (typeof SWITCH_IDS)[number];

export interface Switches {
  /** Turns one on or off; `false` when it stood so already. */
  flip(id: SwitchId, on: boolean): boolean;
  isOn(id: SwitchId): boolean;
  /** When it was turned on; null while it is off. */
  since(id: SwitchId): number | null;
  /** How this run of the fragile job will fail, as things stand; `null` when it will succeed. */
  breakage(run: GlueRun): FailureKind | null;
  /** A run failed so: what happens but once is used up. */
  failed(kind: FailureKind): void;
  /** A run succeeded: the job is not broken any more. */
  succeeded(): void;
  view(): readonly PageSwitch[];
}

/** From so many workers, or from a type with more memory, a run gets by with its memory. */
export const ENOUGH_WORKERS = 20;

const WORKERS_OF_LITTLE_MEMORY: ReadonlySet<WorkerType> = new Set(['Standard', 'G.025X', 'G.1X']);

/** Those that a run of the fragile job fails by; a run that succeeds shows that they are over. */
const OF_THE_JOB: readonly SwitchId[] = ['glue-job-fails', 'out-of-memory', 'schema-change'];

const TEXTS: Readonly<
  Record<SwitchId, { readonly group: PageSwitch['group']; readonly name: string; readonly help: string }>
> = {
  'glue-job-fails': {
    group: 'jobs',
    name: 'Glue job fails',
    help: 'S3 throttles one run of silver-users, which starts now and fails. Any retry succeeds.',
  },
  'out-of-memory': {
    group: 'jobs',
    name: 'Glue job out of memory',
    help: `silver-users runs out of memory, from now on. A retry succeeds only with ${ENOUGH_WORKERS} workers or more, or with G.2X or larger.`,
  },
  'schema-change': {
    group: 'jobs',
    name: 'Schema changes',
    help: 'created_at of todo_bronze.users becomes a string, and every run of silver-users fails until it is mended here.',
  },
  'firehose-stopped': {
    group: 'ingestion',
    name: 'Firehose stops',
    help: 'Firehose is denied its bucket: changes pile up, and within half a minute they count as 15 minutes late. Mended here, they all arrive.',
  },
  'bad-data': {
    group: 'data',
    name: 'Bad data',
    help: 'Some users arrive without an id, and silver-users writes them, which its ruleset of Glue Data Quality finds. The first run after it is mended here writes them well.',
  },
  'deleted-data': {
    group: 'data',
    name: 'Data deleted',
    help: 'Somebody deletes three days of todo_silver.users. Mended here, the delete markers go and the partitions are back.',
  },
  'cost-spike': {
    group: 'data',
    name: 'Costs rise',
    help: 'Queries scan sixty times as much, and a forgotten backfill fills the bucket of bronze, until it is mended here.',
  },
  'slow-queries': {
    group: 'data',
    name: 'Queries are slow',
    help: 'Athena takes a minute for what took seconds, until it is mended here.',
  },
  'throttled-account': {
    group: 'account',
    name: 'AWS throttles',
    help: 'AWS throttles three calls of four, whatever the service, until it is mended here.',
  },
  'expired-credentials': {
    group: 'account',
    name: 'Credentials expired',
    help: "Handrail's AWS credentials are refused as expired, at every call, until it is mended here.",
  },
};

/** All switches off. `now` gives the time at which one is turned on. */
export function createSwitches(now: () => number): Switches {
  const on = new Map<SwitchId, number>();
  // One run only is throttled, while the switch stays on until the job has recovered.
  let throttlesNextRun = false;
  return {
    flip: (id, turnedOn) => {
      if (on.has(id) === turnedOn) return false;
      if (turnedOn) on.set(id, now());
      else on.delete(id);
      if (id === 'glue-job-fails') throttlesNextRun = turnedOn;
      return true;
    },
    isOn: (id) => on.has(id),
    since: (id) => on.get(id) ?? null,
    breakage: (run) => {
      if (on.has('schema-change')) return 'schema-changed';
      if (on.has('out-of-memory') && !hasEnoughMemory(run)) return 'out-of-memory';
      return throttlesNextRun ? 'source-throttled' : null;
    },
    failed: (kind) => {
      if (kind === 'source-throttled') throttlesNextRun = false;
    },
    succeeded: () => {
      OF_THE_JOB.forEach((id) => on.delete(id));
      throttlesNextRun = false;
    },
    view: () =>
      SWITCH_IDS.map((id) => {
        const { group, name, help } = TEXTS[id];
        return { id, group, label: `Break: ${name}`, labelOn: `Mend: ${name}`, help, on: on.has(id) };
      }),
  };
}

/** Whether it breaks runs of the fragile job. */
export function isOfTheJob(id: SwitchId): boolean {
  return OF_THE_JOB.includes(id);
}

function hasEnoughMemory({ workers, workerType }: GlueRun): boolean {
  return workers >= ENOUGH_WORKERS || !WORKERS_OF_LITTLE_MEMORY.has(workerType);
}
