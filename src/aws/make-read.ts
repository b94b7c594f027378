/** The maker of what only looks, and brings its finding at once: it can be done again, so a crash costs nothing. */

import type { Finding } from '../operations/finding.ts';
import type { Operation, Progress, RunContext } from '../operations/operation.ts';
import type { Call, Declared, Making } from './making.ts';

import { ended } from '../operations/findings.ts';
import { oncePerCause } from '../operations/refused-calls.ts';
import { levelled, operationOf } from './making.ts';

export interface Read<A> extends Declared<A> {
  look(args: A, call: Call): Promise<Finding>;
}

/** Makes the operation of this declaration. */
export function makeRead<A>({ called, linksOf, refused, estateOf }: Making, declared: Read<A>): Operation {
  return operationOf(declared, {
    risk: 'read',
    afterCrash: 'rerun',
    riskOf: () => 'read',
    levelFor: levelled(declared, estateOf),
    calls(args) {
      const look = async (context: RunContext): Promise<Progress> => {
        const found = await called(declared, context, (call) => declared.look(args, call));
        const result = found.ok ? found.value : refused(found.error, linksOf(declared, args, context, null));
        return ended({ ...oncePerCause(result, found.asked), asked: found.asked });
      };
      return {
        target: null,
        preview: null,
        start: look,
        follow: look,
        verify: async () => ({ state: 'not-started' }),
        cancel: null,
      };
    },
  });
}
