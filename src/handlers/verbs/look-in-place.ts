/**
 * A look that its asker waits for where they asked. What takes longer than a second is written down as a run, so that it can
 * be given up and survives this process, and is shown with how far it is. After ten seconds the run takes over: its answer
 * comes to whoever asked, as a direct message.
 */

import type { Prepared, RunContext } from '../../operations/operation.ts';
import type { OperationRun } from '../../runs/state.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Deadline } from '../ports.ts';
import type { Reply } from '../reply.ts';
import type { RunRequest } from '../request-run.ts';
import type { Patience, VerbContext } from './verb.ts';

import { LASTING_WAY_OUT, RUN_DEEDS } from '../../deeds/run.ts';
import { commitRun } from '../commit-run.ts';
import { elapsed, goesOnAfter } from '../elapsed.ts';
import { requestRun } from '../request-run.ts';
import { missedRead, readSoFar } from '../shared-read.ts';
import { readNow } from './read-now.ts';

export interface Look extends Pick<RunRequest, 'pipeline' | 'place'> {
  readonly prepared: Prepared;
  readonly command: string;
  readonly context: RunContext;
}

/** What takes longer shows that it goes on. */
const SOON_MS = 1_000;
/** And what takes longer still is the run's. */
const THEN_MS = 9_000;
const TOLD_EVERY_MS = 1_000;

/** What was found; or, after ten seconds, the run that brings it. Throws as the read does. */
export async function lookInPlace(deps: HandlerDeps, asked: VerbContext, look: Look): Promise<Reply> {
  const { prepared, command, context } = look;
  const { actor: by } = asked;
  const reading = readNow(deps, prepared, command, { by, context, patience: null });
  // When nobody waits for it any more, whoever carries it on hears of its failure.
  reading.catch(() => {});
  const soon = await within(deps, reading, SOON_MS);
  if (soon !== null) return soon;
  // Who cannot be sent a message is answered where they asked, as late as it comes.
  if ((await deps.slack.whyNot('direct-message')) !== null) return reading;
  const run = await writtenDown(deps, asked, look);
  try {
    const soFar = (await readSoFar(deps, prepared, by, context)) ?? 'under way';
    asked.show?.({ kind: 'working', run, soFar });
    const reply = await within(deps, reading, THEN_MS);
    if (reply !== null) return await given(deps, run, reply);
  } catch (error) {
    await given(deps, run, null);
    throw error;
  }
  await missedRead(deps, prepared, by, context);
  return { kind: 'started', run, already: false };
}

/** What was found, for who waits until it is there, and is told meanwhile how far it is. Throws as the read does. */
export async function lookWithPatience(
  deps: HandlerDeps,
  { actor: by }: VerbContext,
  { prepared, command, context }: Look,
  patience: Patience,
): Promise<Reply> {
  const reading = readNow(deps, prepared, command, { by, context, patience });
  let told = '';
  while (await goesOnAfter(reading, patience.wait(TOLD_EVERY_MS))) {
    const soFar = (await readSoFar(deps, prepared, by, context)) ?? '';
    if (soFar === told || soFar === '') continue;
    told = soFar;
    patience.progress(soFar);
  }
  return reading;
}

/** As a run that nobody begins while its asker waits here, unless this process dies. */
async function writtenDown(
  deps: HandlerDeps,
  { actor: by, channelId: channel }: VerbContext,
  { prepared, command, pipeline, place }: Look,
): Promise<OperationRun> {
  const asker = { by, channel, audience: 'asker', incident: null, step: null } as const;
  const now = deps.clock();
  const awaitedUntil = now + THEN_MS;
  const { run } = await deps.store.transact((tx) =>
    requestRun(tx, deps, { prepared, command, pipeline, place, ...asker, awaitedUntil, now }),
  );
  return run;
}

/** The reply, if it is still wanted here: its asker may have given it up, or somebody have taken it over. */
async function given<R extends Reply | null>(
  deps: HandlerDeps,
  { id }: OperationRun,
  reply: R,
): Promise<R | Reply> {
  return deps.store.transact(async (tx): Promise<R | Reply> => {
    const run = await tx.runs.load(id);
    if (run === null) return reply;
    const committed = await commitRun(tx, deps, run, { type: 'AnswerRun', now: deps.clock() });
    if (committed.ok) return reply;
    return run.state.state === 'cancelled'
      ? { kind: 'said', text: RUN_DEEDS[LASTING_WAY_OUT].done(run, {}) }
      : { kind: 'started', run, already: false };
  });
}

/** The reply, or null when it takes longer. */
function within(
  deps: { readonly deadline: Deadline },
  reading: Promise<Reply>,
  ms: number,
): Promise<Reply | null> {
  return Promise.race([reading, elapsed(deps, ms).then(() => null)]);
}
