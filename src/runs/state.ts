/** A run: one operation under way, from the request to its end. Plain data, the fold of its events. */

import type { Actor } from '../access/actor.ts';
import type { Finding, Link, Verdict } from '../operations/finding.ts';
import type { Arguments } from '../operations/arguments.ts';
import type { Risk } from '../operations/operation.ts';
import type { CallPlace } from '../operations/place.ts';

import { assertNever } from '../lib/assert-never.ts';

export interface OperationRun {
  readonly id: string;
  /** Rises with each commit; a row is only written over the version before. */
  readonly version: number;
  readonly verb: string;
  /** As a person would type it: `/etl retry silver-users`. */
  readonly command: string;
  readonly args: Arguments;
  readonly risk: Risk;
  /** What it acts on, which no other open run may act on meanwhile; null for one that stands in nobody's way. */
  readonly target: string | null;
  readonly by: Actor;
  readonly incident: number | null;
  readonly pipeline: string | null;
  /** Where its calls go; null for one of a release that knew only its own credentials and one region. */
  readonly place: CallPlace | null;
  /** Where it was asked for, and where what it brings is told unless it is for who asked alone. */
  readonly channel: string;
  readonly audience: Audience;
  /** Whether its asker wants the whole of what it brings as a file, however little that is; absent for no. */
  readonly wantsWhole?: boolean;
  /**
   * Until when who asked waits for the answer where they asked, milliseconds: nobody else begins it before. Absent where
   * nobody waits.
   */
  readonly awaitedUntil?: number;
  /** Steps that wait for its end, or did before a person ended them. */
  readonly followers: readonly RunFollower[];
  readonly state: RunState;
  /** The whole of what it brought, where a message holds only a part; null when there is no more. */
  readonly file: RunFile | null;
  /** Who showed what was for them alone to everybody; null while nobody did. */
  readonly shared: { readonly by: Actor; readonly at: number } | null;
  /** Counts each time it was carried on. What comes back of an earlier turn changes nothing. */
  readonly turn: number;
  readonly failures: RunFailures;
  readonly requestedAt: number;
  readonly changedAt: number;
}

/** Who sees what a run brings: everybody in its channel, or who asked for it alone, in a direct message. */
export type Audience = 'channel' | 'asker';

/** How far the file is that goes to who asked. */
export type RunFile =
  | { readonly state: 'wanted' }
  /** Slack has it under this id, and nobody was shown it yet; written before it is shown. */
  | {
      readonly state: 'uploaded';
      readonly id: string;
      /** What is said beside it. */
      readonly text: string;
      readonly at: number;
    }
  | { readonly state: 'sent' }
  | { readonly state: 'not-sent'; readonly because: string };

export interface RunFollower {
  readonly checklist: string;
  readonly step: string;
}

/** Failures of our own: an operation that threw. What AWS refuses is a finding and never counted here. */
export interface RunFailures {
  readonly count: number;
  /** Milliseconds; null while there was none. */
  readonly lastAt: number | null;
}

/** The part of an operation that was called. */
export type RunCall = 'start' | 'follow' | 'verify';

/** What a run is asked for with. */
export type RunWish = Pick<
  OperationRun,
  | 'id'
  | 'verb'
  | 'command'
  | 'args'
  | 'risk'
  | 'target'
  | 'by'
  | 'incident'
  | 'pipeline'
  | 'place'
  | 'channel'
  | 'audience'
  | 'wantsWhole'
  | 'awaitedUntil'
  | 'followers'
>;

export type RunState =
  | { readonly state: 'requested' }
  /** Written before the vendor is called: found after a crash it means "nobody knows whether it happened". */
  | {
      readonly state: 'starting';
      /** What a long read is about to send, word for word; absent while it sent nothing. */
      readonly letter?: string;
      readonly at: number;
      /** How far the call is that brings its end; absent while that is not known. */
      readonly soFar?: string;
    }
  | {
      readonly state: 'running';
      readonly token: string;
      readonly summary: string;
      /** Where a person sees the same in AWS. */
      readonly links: readonly Link[];
      /** Since when it runs. */
      readonly at: number;
      /** When it is to be looked at next. */
      readonly lookAt: number;
    }
  | RunOver;

export type RunOver =
  | { readonly state: 'ended'; readonly finding: Finding; readonly at: number }
  /** Its answer was given where it was asked for, and is kept nowhere. */
  | { readonly state: 'answered'; readonly at: number }
  /** Taken back before anything was asked of AWS. */
  | { readonly state: 'cancelled'; readonly by: Actor; readonly at: number }
  /** Nobody follows it any more; a change that it started goes on in AWS, and a query is stopped there: `isStopped`. */
  | {
      readonly state: 'given-up';
      readonly by: Actor;
      /** Whether it is known to run in AWS: one that was only starting may or may not. */
      readonly started: boolean;
      readonly links: readonly Link[];
      readonly at: number;
    };

/** How an ended run is told in one line to those that waited for it. */
export interface RunEnd {
  readonly verdict: Verdict;
  readonly summary: string;
  /** As its finding names it. */
  readonly cause?: string;
}

/** Whether the run is over. Only then may another run act on its target. */
export function isOver(state: RunState): state is RunOver {
  switch (state.state) {
    case 'requested':
    case 'starting':
    case 'running':
      return false;
    case 'ended':
    case 'answered':
    case 'cancelled':
    case 'given-up':
      return true;
    default:
      return assertNever(state);
  }
}

/** Whether this is who asked for it. */
export function isAskedBy({ by }: Pick<OperationRun, 'by'>, actor: Actor): boolean {
  return by.kind === 'person' && actor.kind === 'person' && by.team === actor.team && by.user === actor.user;
}

/**
 * Whether giving it up stops it in AWS. What runs there with the risk of a read is a query, whose result nobody wants
 * then; a change goes on.
 */
export function isStopped({ risk, state }: Pick<OperationRun, 'risk' | 'state'>): boolean {
  if (risk !== 'read') return false;
  return state.state === 'running' || (state.state === 'given-up' && state.started);
}

/**
 * How it came out, or null while it has not. It is told where everybody sees it: of what is for who asked alone, even the
 * sentence may hold what stands in a row.
 */
export function endOf(run: Pick<OperationRun, 'state' | 'risk' | 'audience'>): RunEnd | null {
  const { state } = run;
  if (state.state === 'ended') {
    const { verdict, summary, cause } = state.finding;
    if (run.audience === 'asker') return { verdict, summary: 'The answer is for who asked.' };
    return { verdict, summary, ...(cause === undefined ? {} : { cause }) };
  }
  if (state.state === 'answered') return { verdict: 'unknown', summary: 'Answered where it was asked.' };
  if (state.state === 'cancelled') return { verdict: 'unknown', summary: 'Cancelled before it started.' };
  if (state.state === 'given-up') return { verdict: 'unknown', summary: givenUpWords(run.risk, state) };
  return null;
}

function givenUpWords(risk: Risk, { started }: Extract<RunState, { state: 'given-up' }>): string {
  if (risk === 'read')
    return `Given up before it brought a result.${started ? ' Its query is stopped in AWS.' : ''}`;
  return started
    ? 'No longer followed. What it started goes on in AWS.'
    : 'No longer followed. Whether it was started in AWS is not known.';
}
