/**
 * Make operations of their declarations. A declaration says what AWS is asked and what follows from the answer; here
 * stands what all of them share: arguments become values once, a call gets the clients of its place, what AWS refuses
 * becomes a finding, and a change that cannot be looked at for a while is looked at again. A bug is thrown as it is.
 */

import type { Clock } from '../handlers/ports.ts';
import type { Result } from '../lib/result.ts';
import type { Arguments, ArgumentsSpec } from '../operations/arguments.ts';
import type { Finding, Link } from '../operations/finding.ts';
import type {
  Operation,
  Prepared,
  Preview,
  Progress,
  Risk,
  RunContext,
  Verified,
} from '../operations/operation.ts';
import type { ClientPool } from './client-pool.ts';
import type { AwsClients } from './clients.ts';
import type { AwsErrorReport } from './errors.ts';

import { specsOf, valuesOf, written } from '../operations/arguments.ts';
import { ended } from '../operations/findings.ts';
import { IN, placeIn } from '../operations/place-argument.ts';
import { placeKey } from '../operations/place.ts';
import { goOnBlind, openToken } from './blind.ts';
import { orReport, refusedByAws } from './refusals.ts';

/** One call of an operation: the run it is for, and the clients to make it with. */
export interface Call extends RunContext {
  readonly clients: AwsClients;
  readonly clock: Clock;
}

interface Declared<A> {
  readonly verb: string;
  readonly summary: string;
  readonly arguments: ArgumentsSpec<A>;
  readonly iam: readonly string[];
  /** "Start silver-users with 20 × G.1X", as far as the arguments say. */
  intent(args: A): string;
  /** Where a person looks when Handrail cannot, or could not go on; `token` is that of a change under way. */
  links(args: A, region: string, token: string | null): readonly Link[];
}

/** What only looks, and brings its finding at once. */
export interface Read<A> extends Declared<A> {
  look(args: A, call: Call): Promise<Finding>;
}

/** What changes something, and is followed to its end. */
export interface Change<A> extends Declared<A> {
  /** `destructive` when what was there before does not come back. */
  readonly risk: Exclude<Risk, 'read'>;
  /** The flag that makes it only look, where it has one. */
  readonly harmless: (keyof A & string) | null;
  /** What it acts on, within a place. */
  target(args: A): string;
  preview(args: A, call: Call): Promise<Preview>;
  /** Begins. A refusal that it lets through means that nothing was changed. */
  start(args: A, call: Call): Promise<Progress>;
  /** Looks once more; the token is what the last Progress carried. */
  follow(args: A, call: Call, token: string): Promise<Progress>;
  /** Looks whether it was started, after a crash between the start and its record; null where nobody can know. */
  readonly verify: ((args: A, call: Call) => Promise<Verified>) | null;
}

export interface Makers {
  read<A>(declared: Read<A>): Operation;
  change<A>(declared: Change<A>): Operation;
}

export interface MakersOptions {
  readonly pool: Pick<ClientPool, 'home' | 'at'>;
  readonly clock: Clock;
  /** Between two looks at a young run, milliseconds. */
  readonly pollMs: number;
}

/** The makers over the clients of this pool. */
export function createMakers({ pool, clock, pollMs }: MakersOptions): Makers {
  return { read, change };

  function read<A>(declared: Read<A>): Operation {
    const operation = operationOf(declared, {
      risk: 'read',
      afterCrash: 'rerun',
      riskOf: () => 'read',
      calls(args) {
        const look = async (context: RunContext): Promise<Progress> => {
          const found = await called(context, (call) => declared.look(args, call));
          return ended(
            found.ok ? found.value : refused(found.error, declared.links(args, regionOf(context), null)),
          );
        };
        return {
          target: null,
          preview: null,
          start: look,
          follow: look,
          verify: async () => ({ state: 'not-started' }),
        };
      },
    });
    return operation;
  }

  function change<A>(declared: Change<A>): Operation {
    const { harmless, verify } = declared;
    const riskOf = (args: Arguments): Risk =>
      harmless !== null && args[harmless] === 'true' ? 'read' : declared.risk;
    return operationOf(declared, {
      risk: declared.risk,
      afterCrash: verify === null ? 'report' : 'verify',
      riskOf,
      calls(args, risk) {
        const linksOf = (context: RunContext, token: string | null): readonly Link[] =>
          declared.links(args, regionOf(context), token);
        // Nothing was changed, whatever AWS may say the next time.
        const notStarted = (context: RunContext, report: AwsErrorReport): Finding => ({
          ...refused(report, linksOf(context, null)),
          verdict: 'fail',
        });
        return {
          target:
            risk === 'read'
              ? null
              : (place) => `${declared.verb}:${placeKey(place)}/${declared.target(args)}`,
          async preview(context) {
            const looked = await called(context, (call) => declared.preview(args, call));
            return looked.ok ? looked.value : { would: 'refuse', finding: notStarted(context, looked.error) };
          },
          async start(context) {
            const begun = await called(context, (call) => declared.start(args, call));
            return begun.ok ? begun.value : ended(notStarted(context, begun.error));
          },
          async follow(context, text) {
            const { token, blindSince } = openToken(text);
            const looked = await called(context, (call) => declared.follow(args, call, token), true);
            if (looked.ok) return looked.value;
            const links = linksOf(context, token);
            return goOnBlind(looked.error, { token, blindSince, links, now: clock(), pollMs });
          },
          async verify(context) {
            if (verify === null) return { state: 'not-started' };
            const found = await called(context, (call) => verify(args, call), true);
            if (found.ok) return found.value;
            return ended({ ...refused(found.error, linksOf(context, null)), verdict: 'unknown' });
          },
        };
      },
    });
  }

  /** Calls with the clients of the place that the context says, if calls may go there at all. */
  function called<T>(
    context: RunContext,
    work: (call: Call) => Promise<T>,
    hasBegun = false,
  ): Promise<Result<T, AwsErrorReport>> {
    return orReport(pool.at(context, hasBegun).then((clients) => work({ ...context, clients, clock })));
  }

  function regionOf({ place }: RunContext): string {
    return place?.region ?? pool.home.region;
  }

  function refused(report: AwsErrorReport, links: readonly Link[]): Finding {
    return refusedByAws(report, clock(), { links });
  }
}

type Calls = Pick<Prepared, 'target' | 'preview' | 'start' | 'follow' | 'verify'>;

interface Made<A> extends Pick<Operation, 'risk' | 'afterCrash' | 'riskOf'> {
  calls(args: A, risk: Risk): Calls;
}

function operationOf<A>(declared: Declared<A>, { calls, ...made }: Made<A>): Operation {
  const operation: Operation = {
    ...made,
    verb: declared.verb,
    summary: declared.summary,
    arguments: [...specsOf(declared.arguments), IN],
    iam: declared.iam,
    prepare(given): Result<Prepared, string> {
      const values = valuesOf(declared.arguments, given);
      if (!values.ok) return values;
      const place = placeIn(given);
      if (!place.ok) return place;
      const where = given['in'] === undefined ? {} : { in: given['in'].trim() };
      const args = { ...written(declared.arguments, values.value), ...where };
      const risk = made.riskOf(args);
      const intent = declared.intent(values.value);
      return { ok: true, value: { operation, args, risk, intent, ...calls(values.value, risk) } };
    },
  };
  return operation;
}
