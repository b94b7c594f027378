/**
 * The maker of what only looks, but takes long: a query that AWS works while Handrail follows it by its id. It changes
 * nothing, so nobody is asked before it, and who gives it up stops it.
 */

import type { Result } from '../lib/result.ts';
import type { Finding } from '../operations/finding.ts';
import type { Operation, Prepared, Progress, Stopped, WholeWritten } from '../operations/operation.ts';
import type { AwsErrorReport } from './errors.ts';
import type { Call, Followed, Making } from './making.ts';

import { err } from '../lib/result.ts';
import { ended } from '../operations/findings.ts';
import { openToken } from './blind.ts';
import { levelled, operationOf, withAsked } from './making.ts';
import { isPassing } from './refusals.ts';

export interface LongRead<A> extends Followed<A> {
  /**
   * Begins. `call.run` is given to the vendor as its client request token: begun again after a crash before the record,
   * or after an answer that was lost, it must come to the same execution.
   */
  start(args: A, call: Call): Promise<Progress>;
  /** Stops it. That it is over already is no refusal: after a crash AWS may be asked once more. */
  cancel(args: A, call: Call, token: string): Promise<void>;
  /** Why it would not be begun, as far as that can be told without AWS; null when it would. */
  objection?(args: A, call: Call): Promise<Finding | null>;
  /** Writes the whole that its finding names by this token; the error is a sentence. */
  writeWhole?(
    args: A,
    call: Call,
    token: string,
    take: (text: string) => Promise<void>,
  ): Promise<Result<WholeWritten, string>>;
}

const STOPPED: Stopped = { state: 'stopped' };

/** Makes the operation of this declaration. */
export function makeLongRead<A>(making: Making, declared: LongRead<A>): Operation {
  const { called, estateOf, following, linksOf, refused } = making;
  return operationOf(declared, {
    risk: 'read',
    afterCrash: 'rerun',
    riskOf: () => 'read',
    levelFor: levelled(declared, estateOf),
    calls: (args) => ({
      target: null,
      preview: null,
      async start(context) {
        const begun = await called(declared, context, (call) => declared.start(args, call));
        if (begun.ok) return withAsked(begun.value, begun.asked);
        const ending = ended(refused(begun.error, linksOf(declared, args, context, null)));
        return withAsked(ending, begun.asked);
      },
      follow: following(declared, args),
      verify: async () => ({ state: 'not-started' }),
      cancel: cancelling(making, declared, args),
      ...objecting(making, declared, args),
      ...writing(making, declared, args),
    }),
  });
}

function objecting<A>(
  { called, linksOf, refused }: Making,
  declared: LongRead<A>,
  args: A,
): Partial<Pick<Prepared, 'objection'>> {
  const { objection } = declared;
  if (objection === undefined) return {};
  return {
    async objection(context) {
      const found = await called(declared, context, (call) => objection(args, call));
      return found.ok ? found.value : refused(found.error, linksOf(declared, args, context, null));
    },
  };
}

function writing<A>(
  { called }: Making,
  declared: LongRead<A>,
  args: A,
): Partial<Pick<Prepared, 'writeWhole'>> {
  const { writeWhole } = declared;
  if (writeWhole === undefined) return {};
  return {
    async writeWhole(context, token, take) {
      const written = await called(declared, context, (call) => writeWhole(args, call, token, take), true);
      return written.ok ? written.value : err(written.error.sentence);
    },
  };
}

function cancelling<A>(
  { called, linksOf, refused }: Making,
  declared: LongRead<A>,
  args: A,
): NonNullable<Prepared['cancel']> {
  return async (context, text) => {
    const goesOn = (report: AwsErrorReport, token: string | null): Stopped => {
      const found = refused(report, linksOf(declared, args, context, token));
      return { state: 'goes-on', again: isPassing(report), finding: found };
    };
    let token = text === null ? null : openToken(text).token;
    if (token === null) {
      // Under the same request token this is no second start, but the way to learn of the first.
      const begun = await called(declared, context, (call) => declared.start(args, call));
      if (!begun.ok) return isPassing(begun.error) ? goesOn(begun.error, null) : STOPPED;
      if (begun.value.state === 'ended') return STOPPED;
      token = begun.value.token;
    }
    const known = token;
    const stopped = await called(declared, context, (call) => declared.cancel(args, call, known), true);
    return stopped.ok ? STOPPED : goesOn(stopped.error, known);
  };
}
