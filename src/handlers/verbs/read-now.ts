/** A read that its asker waits for: answered from what another of the same level has just asked, or looked at anew. */

import type { Person } from '../../access/actor.ts';
import type { Finding } from '../../operations/finding.ts';
import type { Prepared, Progress, RunContext } from '../../operations/operation.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Patience } from './verb.ts';

import { placedAs } from '../../operations/placing.ts';
import { numberText } from '../../operations/units.ts';
import { fileOfFinding, WRITE_WITHIN_MS } from '../file-of.ts';
import { again } from '../run-place.ts';
import { sharedRead } from '../shared-read.ts';
import { charge } from '../spending.ts';

export interface Looking {
  readonly by: Person;
  readonly context: RunContext;
  readonly patience: Patience | null;
}

/** A younger answer is as good as a new one. */
const TOLD_FROM_MS = 5_000;

/** What the read found. */
export async function readNow(
  deps: HandlerDeps,
  prepared: Prepared,
  command: string,
  { by, context, patience }: Looking,
): Promise<Reply> {
  const { progress, ...asked } = await sharedRead(deps, prepared, by, context);
  if (progress.state === 'ended') {
    const agoMs = deps.clock() - asked.at;
    const shared = agoMs > TOLD_FROM_MS && asked.isShared ? { shared: { by: asked.by, agoMs } } : {};
    const finding = await brought(deps, prepared, progress.finding, { context, patience });
    return { kind: 'finding', command, finding, ...shared };
  }
  if (patience === null) return { kind: 'said', text: progress.summary };
  const found = await untilEnded(deps, prepared, { context, patience }, progress);
  return { kind: 'finding', command, finding: await brought(deps, prepared, found, { context, patience }) };
}

/** The finding with what it cost, and with what became of the file that who waits wants of it. */
async function brought(
  deps: HandlerDeps,
  prepared: Prepared,
  found: Finding,
  { context, patience }: Pick<Looking, 'context' | 'patience'>,
): Promise<Finding> {
  const paid = placedAs(prepared.args, await paidFor(deps, found, context));
  if (patience === null || patience.takeWhole === null) return paid;
  const signal = AbortSignal.any([patience.signal, deps.deadline(WRITE_WITHIN_MS)]);
  const writing = { context: { ...context, signal }, take: patience.takeWhole };
  const fact = { label: 'File', value: await written(prepared, found, writing) };
  return { ...paid, facts: [...paid.facts, fact] };
}

/** How much of it is in the file. */
async function written(
  prepared: Prepared,
  found: Finding,
  { context, take }: { readonly context: RunContext; readonly take: (text: string) => Promise<void> },
): Promise<string> {
  const file = fileOfFinding(found, prepared.operation.verb, prepared);
  if (file === null) return 'nothing to write';
  const done = await file.write(context, take);
  if (!done.ok) return `not written: ${done.error.because}`;
  const { rows, isCut } = done.value;
  return `${isCut ? 'the first ' : ''}${numberText(rows)} ${file.of}${rows === 1 ? '' : 's'}`;
}

/** What is billed is never shared, so it is counted once. */
async function paidFor({ store, clock }: HandlerDeps, found: Finding, spender: RunContext): Promise<Finding> {
  if (found.bill === undefined) return found;
  return store.transact((tx) => charge(tx, found, spender, clock()));
}

/** Waits for what takes long. Who stops waiting stops it in AWS too: nobody else would. */
async function untilEnded(
  deps: HandlerDeps,
  prepared: Prepared,
  { context, patience }: { readonly context: RunContext; readonly patience: Patience },
  begun: Extract<Progress, { state: 'running' }>,
): Promise<Finding> {
  let progress: Progress = begun;
  while (progress.state === 'running') {
    const { token, summary, afterMs } = progress;
    patience.progress(summary);
    try {
      await patience.wait(afterMs);
    } catch (error) {
      await prepared.cancel?.(again(deps, context), token);
      throw error;
    }
    progress = await prepared.follow(again(deps, context), token);
  }
  return progress.finding;
}
