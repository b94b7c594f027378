/**
 * Make operations of their declarations. A declaration says what AWS is asked and what follows from the answer; here
 * stands what all of them share: arguments become values once, what AWS refuses becomes a finding, and a change that
 * cannot be looked at for a while is looked at again. A bug is thrown as it is.
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
import type { AwsClients } from './clients.ts';
import type { AwsErrorReport } from './errors.ts';

import { specsOf, valuesOf, written } from '../operations/arguments.ts';
import { ended } from '../operations/findings.ts';
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
  readonly clients: AwsClients;
  readonly clock: Clock;
  /** Between two looks at a young run, milliseconds. */
  readonly pollMs: number;
}

/** The makers over these clients. */
export function createMakers({ clients, clock, pollMs }: MakersOptions): Makers {
  return { read, change };

  function read<A>(declared: Read<A>): Operation {
    const operation = operationOf(declared, {
      risk: 'read',
      afterCrash: 'rerun',
      riskOf: () => 'read',
      calls(args) {
        const look = async (context: RunContext): Promise<Progress> => {
          const found = await orReport(declared.look(args, callOf(context)));
          return ended(
            found.ok ? found.value : refused(found.error, declared.links(args, clients.region, null)),
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
      harmless !== null && args[harmless] === 'true' ? 'read' : 'change';
    return operationOf(declared, {
      risk: 'change',
      afterCrash: verify === null ? 'report' : 'verify',
      riskOf,
      calls(args, risk) {
        const linksOf = (token: string | null): readonly Link[] =>
          declared.links(args, clients.region, token);
        // Nothing was changed, whatever AWS may say the next time.
        const notStarted = (report: AwsErrorReport): Finding => ({
          ...refused(report, linksOf(null)),
          verdict: 'fail',
        });
        return {
          target:
            risk === 'read'
              ? null
              : (place) => `${declared.verb}:${placeKey(place)}/${declared.target(args)}`,
          async preview(context) {
            const looked = await orReport(declared.preview(args, callOf(context)));
            return looked.ok ? looked.value : { would: 'refuse', finding: notStarted(looked.error) };
          },
          async start(context) {
            const begun = await orReport(declared.start(args, callOf(context)));
            return begun.ok ? begun.value : ended(notStarted(begun.error));
          },
          async follow(context, text) {
            const { token, blindSince } = openToken(text);
            const looked = await orReport(declared.follow(args, callOf(context), token));
            if (looked.ok) return looked.value;
            const links = linksOf(token);
            return goOnBlind(looked.error, { token, blindSince, links, now: clock(), pollMs });
          },
          async verify(context) {
            if (verify === null) return { state: 'not-started' };
            const found = await orReport(verify(args, callOf(context)));
            if (found.ok) return found.value;
            return ended({ ...refused(found.error, linksOf(null)), verdict: 'unknown' });
          },
        };
      },
    });
  }

  function callOf(context: RunContext): Call {
    return { ...context, clients, clock };
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
    arguments: specsOf(declared.arguments),
    iam: declared.iam,
    prepare(given): Result<Prepared, string> {
      const values = valuesOf(declared.arguments, given);
      if (!values.ok) return values;
      const args = written(declared.arguments, values.value);
      const risk = made.riskOf(args);
      const intent = declared.intent(values.value);
      return { ok: true, value: { operation, args, risk, intent, ...calls(values.value, risk) } };
    },
  };
  return operation;
}
