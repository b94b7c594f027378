/**
 * Sends the letter of a long read. What may have been sent without an answer is sent once more, word for word and under its
 * request token, whatever the configuration says by then: so nothing runs that nobody follows, and what AWS does not say
 * then is told as what may run, never as not sent.
 */

import type { Asked, Finding, Link } from '../operations/finding.ts';
import type { Progress, RunContext } from '../operations/operation.ts';
import type { AwsErrorReport } from './errors.ts';
import type { Call, Followed, Making } from './making.ts';

import { z } from 'zod';

import { ended, finding } from '../operations/findings.ts';
import { withAsked } from './making.ts';

/** What declares how a letter is sent. */
export interface Sends<A> extends Followed<A> {
  /**
   * Sends the letter, word for word. `call.run` is given to the vendor as its client request token: sent again after a crash
   * before the record, or after an answer that was lost, it must come to the same execution.
   */
  send(args: A, call: Call, letter: string): Promise<Progress>;
  /** Where a person finds what was sent when Handrail does not: completes "Look at …". */
  sentTo(letter: string, region: string): { readonly words: string; readonly links: readonly Link[] };
}

/** In place of the operation's own token, while nobody heard how the sending came out. */
const unheardToken = z.strictObject({ unheard: z.string() });

/** A letter on its way. */
export interface Sending {
  readonly letter: string;
  /** Whether it may have been sent before this. */
  readonly again: boolean;
  /** When it first got no answer, milliseconds; null while that did not happen. */
  readonly blindSince: number | null;
}

/** The letter of what was sent without an answer; null for an operation's own token. */
export function letterIn(token: string): string | null {
  const unheard = unheardToken.safeParse(JSON.parse(token));
  return unheard.success ? unheard.data.unheard : null;
}

/** Where it stands after it was sent, or could not be. */
export async function sendLetter<A>(
  making: Making,
  declared: Sends<A>,
  args: A,
  context: RunContext,
  { letter, again, blindSince }: Sending,
  before: readonly Asked[] = [],
): Promise<Progress> {
  const sent = await making.called(declared, context, (call) => declared.send(args, call, letter), again);
  const asked = [...before, ...sent.asked];
  if (sent.ok) return withAsked(sent.value, asked);
  const { error } = sent;
  if (!again && !error.ambiguous)
    return withAsked(ended(making.refused(error, making.linksOf(declared, args, context, null))), asked);
  const { links } = sentTo(making, declared, context, letter);
  const unseen = making.unseen(error, { token: JSON.stringify({ unheard: letter }), blindSince }, links);
  if (unseen.state === 'running') return unseen;
  return withAsked(ended(mayRun(making, declared, context, letter, error)), asked);
}

/** What is true of a letter that may have been sent, when AWS does not say whether it was. */
export function mayRun<A>(
  making: Making,
  declared: Sends<A>,
  context: RunContext,
  letter: string,
  { sentence }: AwsErrorReport,
): Finding {
  const { words, links } = sentTo(making, declared, context, letter);
  return finding({
    verdict: 'unknown',
    summary: `It may have been sent, and then it runs in AWS and is billed: nobody heard how that came out. ${sentence} Look at ${words}.`,
    trueAt: making.now(),
    links,
  });
}

function sentTo<A>(
  { regionOf }: Making,
  declared: Sends<A>,
  context: RunContext,
  letter: string,
): ReturnType<Sends<A>['sentTo']> {
  return declared.sentTo(letter, regionOf(context));
}
