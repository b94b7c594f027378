/**
 * The switches that break the fragile job, and what mends them. A switch is on for as long as the job is broken by
 * it: from the press until a run succeeds or until somebody mends it.
 */

import type { PageSwitch } from '../page/contract.ts';
import type { GlueRun, WorkerType } from '../aws/glue.ts';
import type { FailureKind } from './failures.ts';

export const SWITCH_IDS = ['glue-job-fails', 'glue-job-oom'] as const;
export type SwitchId = (typeof SWITCH_IDS)[number];

export interface Switches {
  /** Turns one on or off; `false` when it stood so already. */
  flip(id: SwitchId, on: boolean): boolean;
  /** How this run of the fragile job will fail, as things stand; `null` when it will succeed. */
  breakage(run: GlueRun): FailureKind | null;
  /** A run failed so: what happens but once is used up. */
  failed(kind: FailureKind): void;
  /** A run succeeded: nothing is broken any more. */
  succeeded(): void;
  view(): readonly PageSwitch[];
}

/** From so many workers, or from a type with more memory, a run gets by with its memory. */
export const ENOUGH_WORKERS = 20;

const WORKERS_OF_LITTLE_MEMORY: ReadonlySet<WorkerType> = new Set(['Standard', 'G.025X', 'G.1X']);

const TEXTS: Readonly<Record<SwitchId, Pick<PageSwitch, 'label' | 'labelOn' | 'help'>>> = {
  'glue-job-fails': {
    label: 'Break: Glue job fails',
    labelOn: 'Mend: Glue job fails',
    help: 'S3 throttles one run of silver-users, which starts now and fails. Any retry succeeds.',
  },
  'glue-job-oom': {
    label: 'Break: Glue job out of memory',
    labelOn: 'Mend: Glue job out of memory',
    help: `silver-users runs out of memory, from now on. A retry succeeds only with ${ENOUGH_WORKERS} workers or more, or with G.2X or larger.`,
  },
};

/** Both switches off. */
export function createSwitches(): Switches {
  const on = new Set<SwitchId>();
  // One run only is throttled, while the switch stays on until the job has recovered.
  let throttlesNextRun = false;
  return {
    flip: (id, turnedOn) => {
      if (on.has(id) === turnedOn) return false;
      if (turnedOn) on.add(id);
      else on.delete(id);
      if (id === 'glue-job-fails') throttlesNextRun = turnedOn;
      return true;
    },
    breakage: (run) => {
      if (on.has('glue-job-oom') && !hasEnoughMemory(run)) return 'out-of-memory';
      return throttlesNextRun ? 'source-throttled' : null;
    },
    failed: (kind) => {
      if (kind === 'source-throttled') throttlesNextRun = false;
    },
    succeeded: () => {
      on.clear();
      throttlesNextRun = false;
    },
    view: () => SWITCH_IDS.map((id) => ({ id, ...TEXTS[id], on: on.has(id) })),
  };
}

function hasEnoughMemory({ workers, workerType }: GlueRun): boolean {
  return workers >= ENOUGH_WORKERS || !WORKERS_OF_LITTLE_MEMORY.has(workerType);
}
