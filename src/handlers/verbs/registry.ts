/**
 * All verbs by name, with help derived from what they declare. Two verbs of one name fail when the process starts,
 * not when somebody types it.
 */

import type { HandlerDeps } from '../deed.ts';
import type { Operation } from '../../operations/operation.ts';
import type { HelpEntry, Reply } from '../reply.ts';
import type { Verb, VerbContext } from './verb.ts';

import { closest, distance } from 'fastest-levenshtein';

import { may } from '../../access/may.ts';
import { membershipOf, refusalFor, refused } from '../deed.ts';
import { DEED_VERBS, declareVerb } from './act.ts';
import { cancelVerb } from './cancel.ts';
import { usage } from './grammar.ts';
import { incidentsVerb, panel, runbookVerb, showIncident, whoamiVerb } from './look.ts';
import { operationVerb } from './operate.ts';
import { runningVerb } from './running.ts';
import { traceVerb } from './trace.ts';

export interface Verbs {
  /** Every verb, in the order help shows them. */
  readonly names: readonly string[];
  /** Answers what was said after `/etl`. Refusals are replies; it throws only when the store or a bug does. */
  say(context: VerbContext): Promise<Reply>;
}

/** How many letters may be wrong before a guess would only confuse. */
const MOST_TYPOS = 3;

/** What `/etl` answers before it looks for a verb. */
const RESERVED = /^(?:|help|\?|#?\d+)$/;

const OWN_VERBS: readonly Verb[] = [
  incidentsVerb,
  ...DEED_VERBS,
  declareVerb,
  runbookVerb,
  runningVerb,
  cancelVerb,
  traceVerb,
];

/** What a verb declares: all of it but how it is run. */
export interface DeclaredVerb extends Omit<Verb, 'run'> {
  /** No level is needed for it. */
  readonly forAnybody: boolean;
}

/** Every verb but help, in the order help shows them, given the catalog's operations. */
export function declaredVerbs(operations: readonly Operation[]): readonly DeclaredVerb[] {
  return allVerbs(operations, async () => []).map((verb) => ({ ...verb, forAnybody: isForAnybody(verb) }));
}

/** Those that `handrail etl` has: what asks AWS, and what is there for it of Handrail's own. */
export function verbsAtCommandLine(operations: readonly Operation[]): readonly Verb[] {
  return [
    ...OWN_VERBS.filter(({ atCommandLine }) => atCommandLine === true),
    ...operations.map(operationVerb),
  ];
}

/** The names that a runbook may quote after `/etl`, aliases included, given the catalog's operations. */
export function verbNames(operations: readonly Pick<Operation, 'verb' | 'aliases'>[]): readonly string[] {
  const own = OWN_VERBS.flatMap(({ verb, aliases }) => [verb, ...aliases]);
  return [...own, ...operations.flatMap(({ verb, aliases }) => [verb, ...aliases]), 'help', 'whoami'];
}

/** Builds the registry from Handrail's own verbs and the catalog's operations. Throws on a collision of names. */
export function createVerbs(deps: HandlerDeps): Verbs {
  const verbs = allVerbs(deps.catalog.operations, async (_, context) =>
    (await entries(context)).filter(({ allowed }) => allowed).map(({ verb }) => verb),
  );
  const byName = indexed(verbs);
  return { names: [...verbs.map(({ verb }) => verb), 'help'], say };

  async function say(context: VerbContext): Promise<Reply> {
    const { verb: word, tokens } = context.words;
    if (word === 'help' || word === '?') return help(context, tokens[0] ?? null);
    const verb = byName.get(word);
    if (verb !== undefined && tokens.includes('--help')) return help(context, word);
    const looks = word === '' || /^\d{1,9}$/.test(word);
    if (verb === undefined && !looks) return unknown(word, context);
    if (looks || (verb?.risk === 'read' && !isForAnybody(verb))) {
      const refusal = await refusalFor(deps, context.actor, { name: `/etl ${word}`.trim(), risk: 'read' });
      if (refusal !== null) return refusal;
    }
    if (verb !== undefined) return verb.run(deps, context);
    return word === '' ? panel(deps, context) : showIncident(deps, Number(word));
  }

  async function entries(context: VerbContext): Promise<readonly HelpEntry[]> {
    const membership = await membershipOf(deps, context.actor);
    return verbs.map((verb) => ({
      verb: verb.verb,
      usage: usage(verb.verb, verb.arguments),
      summary: verb.summary,
      risk: verb.risk,
      allowed: may(context.actor, { name: verb.verb, risk: verb.risk }, deps.access, membership).allowed,
      arguments: verb.arguments,
    }));
  }

  async function help(context: VerbContext, word: string | null): Promise<Reply> {
    const all = await entries(context);
    const about = word === null ? null : (all.find(({ verb }) => verb === byName.get(word)?.verb) ?? null);
    return { kind: 'help', verbs: all, about };
  }

  function unknown(word: string, context: VerbContext): Reply {
    const names = [...byName.keys(), 'help'];
    const guess = closest(word, names);
    const near = distance(word, guess) <= Math.min(MOST_TYPOS, Math.ceil(word.length / 2));
    const { rest } = context.words;
    return near
      ? refused(`There is no /etl ${word}. Did you mean /etl ${guess}?`, {
          next: [`/etl ${guess} ${rest}`.trim(), '/etl help'],
        })
      : refused(`There is no /etl ${word}.`, { next: ['/etl help'] });
  }
}

/** Who may do nothing may still ask what they may. */
function isForAnybody({ verb }: Pick<Verb, 'verb'>): boolean {
  return verb === 'whoami';
}

/** `allowed` is what whoami says that the asker may. */
function allVerbs(
  operations: readonly Operation[],
  allowed: Parameters<typeof whoamiVerb>[0],
): readonly Verb[] {
  return [...OWN_VERBS, ...operations.map(operationVerb), whoamiVerb(allowed)];
}

function indexed(verbs: readonly Verb[]): ReadonlyMap<string, Verb> {
  const byName = new Map<string, Verb>();
  for (const verb of verbs) {
    for (const name of [verb.verb, ...verb.aliases]) {
      if (RESERVED.test(name))
        throw new Error(
          `Expected a verb to leave ${name} to /etl itself, got it from ${verb.verb}. Rename it.`,
        );
      const other = byName.get(name);
      if (other !== undefined)
        throw new Error(`Expected one verb called ${name}, got ${other.verb} and ${verb.verb}. Rename one.`);
      byName.set(name, verb);
    }
  }
  return byName;
}
