/**
 * One decision made durable, for every aggregate alike: decided, folded, saved with its events, and in the same
 * transaction its timers, the cards that mirror it and whatever else follows from what happened. What a card shows and
 * what is stored can therefore never part.
 */

import type { Refusal } from '../deeds/refusals.ts';
import type { Result } from '../lib/result.ts';
import type { CardWish, NewJob, Transaction } from './ports.ts';

import { ok } from '../lib/result.ts';

interface Stored {
  readonly version: number;
}

interface Asked {
  readonly type: string;
  readonly now: number;
}

/** What happened: the state before and after it, the events between them, and what else was decided. */
export interface Change<State, Fold, Event, Also> {
  readonly before: State | null;
  readonly after: State;
  readonly fold: { readonly before: Fold | null; readonly after: Fold };
  readonly events: readonly Event[];
  readonly also: Also;
  readonly now: number;
}

/**
 * How an aggregate is committed. `Fold` is what decide and evolve work on: the state, and what of its parts a command is
 * about. `Also` is what a decision holds besides its events.
 */
export interface Aggregate<State extends Stored, Fold, Command extends Asked, Event, Also> {
  load(tx: Transaction, state: State, command: Command): Promise<Fold>;
  decide(
    command: Command,
    before: Fold | null,
  ): Result<{ readonly events: readonly Event[]; readonly also: Also }, Refusal>;
  evolve(fold: Fold | null, event: Event): Fold;
  stateOf(fold: Fold): State;
  /** Writes the state and its events; returns another state when that one holds the place, and then wrote nothing. */
  save(tx: Transaction, change: Change<State, Fold, Event, Also>): Promise<State>;
  /** All the timers that the state wants, under the name of its stream; null for an aggregate without timers. */
  due(state: State): { readonly stream: string; readonly timers: readonly NewJob[] } | null;
  /** The cards that show what happened. */
  cards(change: Change<State, Fold, Event, Also>): readonly Omit<CardWish, 'now'>[];
  /** What else of its own follows from what happened. */
  follow(tx: Transaction, change: Change<State, Fold, Event, Also>): Promise<void>;
}

export interface Committed<State, Also> {
  readonly state: State;
  readonly also: Also;
}

/**
 * Decides the command on `before` and writes what follows. The error is the decider's refusal, and then nothing was
 * written; nor is it when nothing happened. Throws `VersionConflict` when another writer was first.
 */
export async function commit<State extends Stored, Fold, Command extends Asked, Event, Also>(
  tx: Transaction,
  aggregate: Aggregate<State, Fold, Command, Event, Also>,
  before: State | null,
  command: Command,
): Promise<Result<Committed<State, Also>, Refusal>> {
  const known = before === null ? null : await aggregate.load(tx, before, command);
  const decision = aggregate.decide(command, known);
  if (!decision.ok) return decision;
  const { events, also } = decision.value;
  const folded = events.reduce<Fold | null>((fold, event) => aggregate.evolve(fold, event), known);
  if (folded === null) throw new Error(`Expected ${command.type} to leave something behind`);
  if (events.length === 0) return ok({ state: aggregate.stateOf(folded), also });
  const after = { ...aggregate.stateOf(folded), version: (before?.version ?? 0) + 1 };
  const change = { before, after, fold: { before: known, after: folded }, events, also, now: command.now };
  const stands = await aggregate.save(tx, change);
  if (stands !== after) return ok({ state: stands, also });
  const due = aggregate.due(after);
  if (due !== null) await tx.jobs.replaceTimers(due.stream, due.timers);
  for (const card of aggregate.cards(change)) await tx.cards.want({ ...card, now: command.now });
  await aggregate.follow(tx, change);
  return ok({ state: after, also });
}
