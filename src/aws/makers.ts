/**
 * Make operations of their declarations. A declaration says what AWS is asked and what follows from the answer; what all
 * of a kind share stands in its maker, and what all kinds share in `making.ts`.
 */

import type { Operation } from '../operations/operation.ts';
import type { Change } from './make-change.ts';
import type { LongRead } from './make-long-read.ts';
import type { Read } from './make-read.ts';
import type { MakersOptions } from './making.ts';

import { makeChange } from './make-change.ts';
import { makeLongRead } from './make-long-read.ts';
import { makeRead } from './make-read.ts';
import { createMaking } from './making.ts';

export type { Change } from './make-change.ts';
export type { LongRead } from './make-long-read.ts';
export type { Read } from './make-read.ts';
export type { Call } from './making.ts';

export interface Makers {
  read<A>(declared: Read<A>): Operation;
  longRead<A>(declared: LongRead<A>): Operation;
  change<A>(declared: Change<A>): Operation;
}

/** The makers over the clients of this pool. */
export function createMakers(options: MakersOptions): Makers {
  const making = createMaking(options);
  return {
    read: (declared) => makeRead(making, declared),
    longRead: (declared) => makeLongRead(making, declared),
    change: (declared) => makeChange(making, declared),
  };
}
