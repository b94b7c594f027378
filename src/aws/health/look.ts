/** What the health of a pipeline is put together from: one file a kind of parts. */

import type { AwsCall } from '../../operations/calls.ts';
import type { Part } from '../../operations/pipeline-health.ts';
import type { Call } from '../makers.ts';

/** One kind of parts: what it is called when it cannot be asked for, what it asks, and how it is gathered. */
export interface Look {
  readonly what: string;
  readonly asks: readonly AwsCall[];
  /** Throws `AwsRefusal` when AWS refuses all of it; one part that cannot be read is a part of verdict `unknown`. */
  gather(call: Call): Promise<readonly Part[]>;
}
