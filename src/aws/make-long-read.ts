/**
 * The maker of what only looks, but takes long: a query that AWS works while Handrail follows it by its id. It changes
 * nothing, so nobody is asked before it, and who gives it up stops it. What may have begun without an answer is begun once
 * more under its request token, so that nothing runs that nobody follows.
 */

import type { Result } from '../lib/result.ts';
import type { Bill, Finding } from '../operations/finding.ts';
import type {
  Operation,
  Prepared,
  Progress,
  RunContext,
  Stopped,
  WholeWritten,
} from '../operations/operation.ts';
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
  /** Stops it, and says what it cost. That it is over already is no refusal: after a crash AWS may be asked once more. */
  cancel(args: A, call: Call, token: string): Promise<Bill | null>;
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

const STOPPED: Stopped = { state: 'stopped', bill: null };
/** In place of the operation's own token, while nobody heard how the start came out. */
const UNHEARD = JSON.stringify({ unheard: true });

/** Makes the operation of this declaration. */
export function makeLongRead<A>(making: Making, declared: LongRead<A>): Operation {
  const { estateOf, following } = making;
  return operationOf(declared, {
    risk: 'read',
    afterCrash: 'rerun',
    riskOf: () => 'read',
    levelFor: levelled(declared, estateOf),
    calls: (args) => ({
      target: null,
      preview: null,
      start: (context) => begin(making, declared, args, context, null),
      follow(context, text) {
        const { token, blindSince } = openToken(text);
        return token === UNHEARD
          ? begin(making, declared, args, context, blindSince)
          : following(declared, args)(context, text);
      },
      verify: async () => ({ state: 'not-started' }),
      cancel: cancelling(making, declared, args),
      ...objecting(making, declared, args),
      ...writing(making, declared, args),
    }),
  });
}

/** `unheardSince` is when a start before this one got no answer, milliseconds. */
async function begin<A>(
  { called, linksOf, refused, unseen }: Making,
  declared: LongRead<A>,
  args: A,
  context: RunContext,
  unheardSince: number | null,
): Promise<Progress> {
  const isUnheard = unheardSince !== null;
  const again = isUnheard ? { ...context, mayHaveBegun: true } : context;
  const begun = await called(declared, again, (call) => declared.start(args, call), isUnheard);
  if (begun.ok) return withAsked(begun.value, begun.asked);
  const links = linksOf(declared, args, context, null);
  const { ambiguous, retryable } = begun.error;
  const goesOn = unheardSince !== null || (ambiguous && retryable);
  const progress = goesOn
    ? unseen(begun.error, { token: UNHEARD, blindSince: unheardSince }, links)
    : ended(refused(begun.error, links));
  return withAsked(progress, begun.asked);
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
      if (!written.ok) return err({ because: written.error.sentence, again: isPassing(written.error) });
      return written.value.ok ? written.value : err({ because: written.value.error, again: false });
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
    let token = text === null ? UNHEARD : openToken(text).token;
    if (token === UNHEARD) {
      // Under the same request token this is no second start, but the way to learn of the first.
      const again = { ...context, mayHaveBegun: true };
      const begun = await called(declared, again, (call) => declared.start(args, call));
      if (!begun.ok) return isPassing(begun.error) ? goesOn(begun.error, null) : STOPPED;
      if (begun.value.state === 'ended') return STOPPED;
      token = begun.value.token;
    }
    const known = token;
    const stopped = await called(declared, context, (call) => declared.cancel(args, call, known), true);
    return stopped.ok ? { state: 'stopped', bill: stopped.value } : goesOn(stopped.error, known);
  };
}
