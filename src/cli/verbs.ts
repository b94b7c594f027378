/** The verbs of this release: what a runbook may quote after `/etl`, and what help says of them. */

import type { Answers } from '../operations/catalog.ts';
import type { Operation } from '../operations/operation.ts';

import { createClientPool } from '../aws/client-pool.ts';
import { verbNames as namesOf } from '../handlers/verbs/registry.ts';
import { createCatalog } from '../aws/catalog.ts';
import { catalogOf, answersOf } from '../operations/catalog.ts';
import { nearest } from '../operations/nearest.ts';

/** Every name, aliases included. */
export function verbNames(): readonly string[] {
  return namesOf(operationsOfRelease());
}

/** What a run of the verb can say to a condition of a runbook; null for one that runs nothing. */
export function answersOfRelease(): (verb: string) => Answers | null {
  const catalog = catalogOf(operationsOfRelease());
  return (verb) => answersOf(catalog, verb);
}

/** What can be asked of AWS, whatever is configured. Makes no connection: clients are only made on first use. */
export function operationsOfRelease(): readonly Operation[] {
  const places = { region: 'us-east-1', pipelines: [] };
  const clock = (): number => 0;
  return createCatalog({ pool: createClientPool({ places, clock }), clock }).operations;
}

/** The sentence for a verb that is none of these, with the nearest. */
export function unknownVerb(verb: string, known: readonly Pick<Operation, 'verb'>[]): string {
  const verbs = known.map((each) => each.verb);
  const near = nearest(verb, verbs);
  const guess = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return `Expected one of ${verbs.join(', ')}, got ${JSON.stringify(verb)}.${guess}`;
}
