/** What the health of a pipeline is put together from: one file a kind of parts. */

import type { Result } from '../../lib/result.ts';
import type { AwsCall } from '../../operations/calls.ts';
import type { StageEstate } from '../../operations/estate.ts';
import type { Part } from '../../operations/pipeline-health.ts';
import type { Call } from '../makers.ts';

/** One kind of parts: what it is called when it cannot be asked for, what it asks, and how it is gathered. */
export interface Look {
  readonly what: string;
  readonly asks: readonly AwsCall[];
  /** Whether the stage names anything of the kind. */
  isIn(stage: StageEstate): boolean;
  /**
   * The parts, or the sentence why none could be asked for. One that could not be read is of verdict `unknown`, in a
   * clause: the sentence stands in its verb.
   */
  gather(call: Call): Promise<Result<readonly Part[], string>>;
}
