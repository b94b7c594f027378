/**
 * What the makers share: arguments become values once, a call gets the clients of its place, what AWS refuses becomes a
 * finding, and what cannot be looked at for a while is looked at again. A bug is thrown as it is.
 */

import type { Level } from '../access/may.ts';
import type { Clock } from '../handlers/ports.ts';
import type { Result } from '../lib/result.ts';
import type { Arguments, ArgumentsSpec } from '../operations/arguments.ts';
import type { AwsCall } from '../operations/calls.ts';
import type { Asked, Finding, Link } from '../operations/finding.ts';
import type { Operation, Prepared, Progress, Risk, RunContext, Telling } from '../operations/operation.ts';
import type { Estate } from '../operations/estate.ts';
import type { ClientPool } from './client-pool.ts';
import type { AwsClients } from './clients.ts';
import type { AwsErrorReport } from './errors.ts';

import { specsOf, valuesOf, written } from '../operations/arguments.ts';
import { estateOf } from '../operations/estate.ts';
import { ended } from '../operations/findings.ts';
import { placeIn } from '../operations/place-argument.ts';
import { PLACING } from '../operations/placing.ts';
import { goOnBlind, openToken, type OpenToken } from './blind.ts';
import { recorded } from './recorded.ts';
import { orReport, refusedByAws } from './refusals.ts';

/** One call of an operation: the run it is for, and the clients to make it with. */
export interface Call extends RunContext {
  readonly clients: AwsClients;
  readonly clock: Clock;
  /** What was asked with these clients so far. */
  readonly asked: readonly Asked[];
  /** What the run's pipeline is made of. */
  readonly estate: Estate;
}

/** What every operation declares. */
export interface Declared<A> {
  readonly verb: string;
  /** Other words for the verb. */
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly arguments: ArgumentsSpec<A>;
  /** Every call of AWS that it may make; its IAM actions follow from them. */
  readonly asks: readonly AwsCall[];
  /** Whether it runs as a step that nobody asked for, where it only reads; it does when absent, unless it is not `shared`. */
  readonly unasked?: boolean;
  /** The least level that it asks for, where its risk does not say it. */
  levelOf?(args: A, estate: Estate): Level | null;
  /** False where the answer is the asker's alone; shared when absent. */
  readonly shared?: boolean;
  /** What its clue tells on the card of an incident; nothing when absent. */
  readonly tells?: Telling;
  /** Whether its findings name a `cause`; they do not when absent. */
  readonly namesCause?: boolean;
  /** "Start silver-users with 20 × G.1X", as far as the arguments say. */
  intent(args: A): string;
  /** Where a person looks when Handrail cannot, or could not go on; `token` is that of a run under way. */
  links(args: A, region: string, token: string | null): readonly Link[];
}

/** What declares how a run under way is looked at. */
export interface Followed<A> extends Declared<A> {
  /** Looks once more; the token is what the last Progress carried, and is JSON. */
  follow(args: A, call: Call, token: string): Promise<Progress>;
}

/** What came of the calls for one purpose, and which they were. */
export type Answered<T> = Result<T, AwsErrorReport> & { readonly asked: readonly Asked[] };

export interface MakersOptions {
  readonly pool: Pick<ClientPool, 'home' | 'at'>;
  readonly estates: readonly Estate[];
  readonly clock: Clock;
  /** Between two looks at a young run, milliseconds. */
  readonly pollMs: number;
}

export interface Making {
  /** Calls with the clients of the place that the context says, if calls may go there at all, and nothing but what is declared. */
  called<T>(
    declared: Pick<Declared<never>, 'asks'>,
    context: RunContext,
    work: (call: Call) => Promise<T>,
    hasBegun?: boolean,
  ): Promise<Answered<T>>;
  /** The call that looks how a run is doing; out of sight, it goes on blind. */
  following<A>(declared: Followed<A>, args: A): Prepared['follow'];
  /** Where a run stands that AWS does not show. */
  unseen(report: AwsErrorReport, token: OpenToken, links: readonly Link[]): Progress;
  linksOf<A>(declared: Declared<A>, args: A, context: RunContext, token: string | null): readonly Link[];
  refused(report: AwsErrorReport, links: readonly Link[]): Finding;
  estateOf(pipeline: string | null): Estate;
  /** Where a call goes. */
  regionOf(context: Pick<RunContext, 'place'>): string;
  now(): number;
}

/** What the makers over this pool share. */
export function createMaking({ pool, estates, clock, pollMs }: MakersOptions): Making {
  return {
    called,
    following,
    unseen,
    linksOf,
    refused,
    estateOf: (pipeline) => estateOf(estates, pipeline),
    regionOf,
    now: clock,
  };

  async function called<T>(
    { asks }: Pick<Declared<never>, 'asks'>,
    context: RunContext,
    work: (call: Call) => Promise<T>,
    hasBegun = false,
  ): Promise<Answered<T>> {
    const asked: Asked[] = [];
    const answer = await orReport(
      pool.at(context, hasBegun).then((clients) =>
        work({
          ...context,
          clients: recorded(clients, { asks, asked, tally: context.tally }),
          clock,
          asked,
          estate: estateOf(estates, context.pipeline),
        }),
      ),
    );
    return { ...answer, asked };
  }

  function following<A>(declared: Followed<A>, args: A): Prepared['follow'] {
    return async (context, text) => {
      const { token, blindSince } = openToken(text);
      const looked = await called(declared, context, (call) => declared.follow(args, call, token), true);
      if (looked.ok) return withAsked(looked.value, looked.asked);
      return unseen(looked.error, { token, blindSince }, linksOf(declared, args, context, token));
    };
  }

  function unseen(report: AwsErrorReport, token: OpenToken, links: readonly Link[]): Progress {
    return goOnBlind(report, { ...token, links, now: clock(), pollMs });
  }

  function linksOf<A>(
    declared: Declared<A>,
    args: A,
    context: RunContext,
    token: string | null,
  ): readonly Link[] {
    return declared.links(args, regionOf(context), token);
  }

  function regionOf({ place }: Pick<RunContext, 'place'>): string {
    return place?.region ?? pool.home.region;
  }

  function refused(report: AwsErrorReport, links: readonly Link[]): Finding {
    return refusedByAws(report, clock(), { links });
  }
}

/** Where a run stands, with what was asked to know that it ended. */
export function withAsked(progress: Progress, asked: readonly Asked[]): Progress {
  return progress.state === 'ended' ? ended({ ...progress.finding, asked }) : progress;
}

type Calls = Pick<Prepared, 'target' | 'preview' | 'start' | 'follow' | 'verify' | 'cancel'> &
  Partial<Pick<Prepared, 'objection' | 'writeWhole'>>;

const UNDEMANDING = (): null => null;

interface Made<A> extends Pick<Operation, 'risk' | 'afterCrash' | 'riskOf'> {
  calls(args: A, risk: Risk): Calls;
  /** The least level for a pipeline, where the risk does not say it. */
  levelFor?(args: A): Prepared['levelFor'];
}

/** The operation of a declaration, with the calls that a maker made of it. */
export function operationOf<A>(declared: Declared<A>, { calls, levelFor, ...made }: Made<A>): Operation {
  const operation: Operation = {
    ...made,
    verb: declared.verb,
    aliases: declared.aliases ?? [],
    summary: declared.summary,
    arguments: [...specsOf(declared.arguments), ...PLACING],
    asks: declared.asks,
    // What is its asker's alone is nobody's when nobody asks, and would be told to everybody.
    unasked: declared.unasked !== false && declared.shared !== false,
    tells: declared.tells ?? null,
    shared: declared.shared ?? true,
    namesCause: declared.namesCause ?? false,
    prepare(given): Result<Prepared, string> {
      const values = valuesOf(declared.arguments, given);
      if (!values.ok) return values;
      const place = placeIn(given);
      if (!place.ok) return place;
      const args: Arguments = { ...written(declared.arguments, values.value), ...common(given) };
      const risk = made.riskOf(args);
      const intent = declared.intent(values.value);
      return {
        ok: true,
        value: {
          operation,
          args,
          risk,
          intent,
          levelFor: levelFor?.(values.value) ?? UNDEMANDING,
          objection: null,
          writeWhole: null,
          ...calls(values.value, risk),
        },
      };
    },
  };
  return operation;
}

/** The least level that a declaration asks for, by the arguments and what the pipeline is made of. */
export function levelled<A>(
  declared: Declared<A>,
  estate: Making['estateOf'],
): (args: A) => Prepared['levelFor'] {
  return (args) => (pipeline) => declared.levelOf?.(args, estate(pipeline)) ?? null;
}

/** What every operation takes, as it was given. */
function common(given: Arguments): Arguments {
  const said: Record<string, string> = {};
  for (const { name } of PLACING) {
    const text = given[name];
    if (text !== undefined) said[name] = text.trim();
  }
  return said;
}
