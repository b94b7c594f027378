/**
 * The maker of what only looks, but takes long: a query that AWS works while Handrail follows it by its id. It changes
 * nothing, so nobody is asked before it.
 */

import type { Operation, Progress } from '../operations/operation.ts';
import type { Call, Followed, Making } from './making.ts';

import { ended } from '../operations/findings.ts';
import { operationOf } from './making.ts';

export interface LongRead<A> extends Followed<A> {
  /**
   * Begins. `call.run` is given to the vendor as its client request token: begun again after a crash before the record,
   * or after an answer that was lost, it must come to the same execution.
   */
  start(args: A, call: Call): Promise<Progress>;
}

/** Makes the operation of this declaration. */
export function makeLongRead<A>(
  { called, following, linksOf, refused }: Making,
  declared: LongRead<A>,
): Operation {
  return operationOf(declared, {
    risk: 'read',
    afterCrash: 'rerun',
    riskOf: () => 'read',
    calls: (args) => ({
      target: null,
      preview: null,
      async start(context) {
        const begun = await called(context, (call) => declared.start(args, call));
        if (begun.ok) return begun.value;
        return ended(refused(begun.error, linksOf(declared, args, context, null)));
      },
      follow: following(declared, args),
      verify: async () => ({ state: 'not-started' }),
    }),
  });
}
