/**
 * The maker of what only looks, but takes long: a query that AWS works while Handrail follows it by its id. It changes
 * nothing, so nobody is asked before it, and who gives it up stops it. What it sends is a letter, which its run keeps before
 * it is sent: `send-letter.ts`.
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
import type { Call, Making } from './making.ts';
import type { Sends } from './send-letter.ts';

import { err } from '../lib/result.ts';
import { ended, finding } from '../operations/findings.ts';
import { openToken } from './blind.ts';
import { levelled, operationOf, withAsked } from './making.ts';
import { isPassing } from './refusals.ts';
import { letterIn, mayRun, sendLetter } from './send-letter.ts';

/** What is to be sent, or why nothing is. */
export type Written =
  { readonly state: 'written'; readonly letter: string } | Extract<Progress, { readonly state: 'ended' }>;

export interface LongRead<A> extends Sends<A> {
  /** Decides what is to be sent, and sends nothing. */
  write(args: A, call: Call): Promise<Written>;
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
      start: (context) => start(making, declared, args, context),
      follow(context, text) {
        const { token, blindSince } = openToken(text);
        const letter = letterIn(token);
        return letter === null
          ? following(declared, args)(context, text)
          : sendLetter(making, declared, args, context, { letter, again: true, blindSince });
      },
      verify: async () => ({ state: 'not-started' }),
      cancel: cancelling(making, declared, args),
      ...objecting(making, declared, args),
      ...writing(making, declared, args),
    }),
  });
}

async function start<A>(
  making: Making,
  declared: LongRead<A>,
  args: A,
  context: RunContext,
): Promise<Progress> {
  const { letter: kept = null, keepLetter } = context;
  if (kept !== null)
    return sendLetter(making, declared, args, context, { letter: kept, again: true, blindSince: null });
  const { called, linksOf, refused } = making;
  const written = await called(declared, context, (call) => declared.write(args, call));
  if (!written.ok)
    return withAsked(ended(refused(written.error, linksOf(declared, args, context, null))), written.asked);
  if (written.value.state === 'ended') return withAsked(written.value, written.asked);
  const { letter } = written.value;
  if (keepLetter !== undefined && !(await keepLetter(letter))) return ended(overtaken(making));
  const sending = { letter, again: false, blindSince: null };
  return sendLetter(making, declared, args, context, sending, written.asked);
}

/** Nothing records this: the run is over, or another carries it on. */
function overtaken({ now }: Making): Finding {
  return finding({
    verdict: 'unknown',
    summary: 'Not sent: meanwhile it was given up, or carried on by another process. Look at its run.',
    trueAt: now(),
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
      if (!written.ok) return err({ because: written.error.sentence, again: isPassing(written.error) });
      return written.value.ok ? written.value : err({ because: written.value.error, again: false });
    },
  };
}

function cancelling<A>(making: Making, declared: LongRead<A>, args: A): NonNullable<Prepared['cancel']> {
  const { called, linksOf, refused } = making;
  return async (context, text) => {
    const opened = text === null ? null : openToken(text).token;
    const letter = opened === null ? (context.letter ?? null) : letterIn(opened);
    let token = opened;
    if (letter !== null) {
      // Under the same request token this is no second start, but the way to learn of the first.
      const sent = await called(declared, context, (call) => declared.send(args, call, letter), true);
      if (!sent.ok) {
        const found = mayRun(making, declared, context, letter, sent.error);
        return { state: 'goes-on', again: isPassing(sent.error), finding: found };
      }
      if (sent.value.state === 'ended') return { state: 'stopped', bill: sent.value.finding.bill ?? null };
      token = sent.value.token;
    }
    // Without a letter nothing was sent.
    if (token === null) return STOPPED;
    const known = token;
    const stopped = await called(declared, context, (call) => declared.cancel(args, call, known), true);
    if (stopped.ok) return { state: 'stopped', bill: stopped.value };
    const found = refused(stopped.error, linksOf(declared, args, context, known));
    return { state: 'goes-on', again: isPassing(stopped.error), finding: found };
  };
}
