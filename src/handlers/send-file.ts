/**
 * Sends the whole of what a run brought, where its message holds a part, as a file below that message. Uploaded, its id is
 * written down before anybody is shown it: whoever goes on after a crash looks whether it is there, and it comes once.
 */

import type { OperationRun, RunFile } from '../runs/state.ts';
import type { WholeMissing } from '../operations/operation.ts';
import type { HandlerDeps } from './deed.ts';
import type { CallOutcome, Files, Hindrance, MessagePlace, Publisher } from './ports.ts';

import { numberText } from '../operations/units.ts';
import { RUN_TIMINGS, waitByAge } from '../runs/due.ts';
import { callRun } from './call-run.ts';
import { CARDS } from './cards.ts';
import { commitRun } from './commit-run.ts';
import { fileOf, WRITE_WITHIN_MS } from './file-of.ts';

export interface SendFileDeps extends HandlerDeps {
  readonly files: Files;
  readonly channels: Pick<Publisher, 'channelId'>;
}

type Uploaded = Extract<RunFile, { state: 'uploaded' }>;

/** After this long nobody waits for it any more. */
const SEND_FOR_MS = 60 * 60_000;
const ANSWER_FIRST_MS = 500;
/** What was shown may still be on its way when its sender is gone; only then is looking for it worth anything. */
const ARRIVAL_MS = 2_000;

/** What the operation said in place of a file. */
class NotWritten extends Error {
  override readonly name = 'NotWritten';
  readonly kind: 'retry' | 'give-up';

  constructor({ because, again }: WholeMissing) {
    super(because);
    this.kind = again ? 'retry' : 'give-up';
  }
}

/**
 * Brings the file one step further. Returns when to go on, in milliseconds from now, or null when nothing is left to do.
 * Throws when the store fails, or when `signal` cut the work off because Handrail stops; the job is then tried again.
 */
export async function sendFile(
  deps: SendFileDeps,
  { run: id }: { readonly run: string },
  signal: AbortSignal,
): Promise<number | null> {
  const run = await deps.store.read((reader) => reader.runs.load(id));
  if (run?.state.state !== 'ended' || run.file === null) return null;
  const { file, state } = run;
  if (file.state !== 'wanted' && file.state !== 'uploaded') return null;
  const place = await placeBelowAnswer(deps, run);
  if (deps.clock() - state.at > SEND_FOR_MS) return tooLate(deps, run, place);
  if (place === null) return ANSWER_FIRST_MS;
  if (place.kind !== 'ok') return failed(deps, run, place);
  if (file.state === 'wanted') {
    // To write it is to read all of it from AWS.
    const hindrance = await deps.slack.whyNot('file');
    if (hindrance !== null) return failed(deps, run, notTaken(hindrance));
    const uploaded = await upload(deps, run, signal);
    if (uploaded.kind !== 'ok') return failed(deps, run, uploaded);
    await move(deps, run, uploaded.value);
    return show(deps, run, uploaded.value, place.value);
  }
  const sinceMs = deps.clock() - file.at;
  // A clock that was set back says nothing.
  if (sinceMs >= 0 && sinceMs < ARRIVAL_MS) return ARRIVAL_MS - sinceMs;
  const there = await deps.files.isShared(file.id, place.value, file.at);
  if (there.kind === 'ok' && there.value) return move(deps, run, { state: 'sent' });
  // A Slack that will never let us look is no reason to keep the file: twice is better than not at all.
  if (there.kind !== 'ok' && there.kind !== 'give-up') return failed(deps, run, there);
  return show(deps, run, file, place.value);
}

/** Shown right before a long death it is there all the same, and nobody is told that it is missing. */
async function tooLate(
  deps: SendFileDeps,
  run: OperationRun,
  place: CallOutcome<MessagePlace> | null,
): Promise<null> {
  const { file } = run;
  if (file?.state === 'uploaded' && place?.kind === 'ok') {
    const there = await deps.files.isShared(file.id, place.value, file.at);
    if (there.kind === 'ok' && there.value) return move(deps, run, { state: 'sent' });
  }
  return move(deps, run, { state: 'not-sent', because: 'It could not be sent for an hour. Ask again' });
}

/** Where the message stands that it goes below; null while that is not posted yet, which it may never be. */
async function placeBelowAnswer(
  { store, channels }: SendFileDeps,
  run: OperationRun,
): Promise<CallOutcome<MessagePlace> | null> {
  const answer = CARDS.answer(run);
  const card = await store.read((reader) => reader.cards.load(answer.key));
  if (card !== null && card.ts === null && card.gaveUp === null) return null;
  const known = card?.channelId ?? null;
  if (known !== null) return { kind: 'ok', value: { channelId: known, threadTs: null } };
  const channel = await channels.channelId(answer.channel);
  return channel.kind === 'ok'
    ? { kind: 'ok', value: { channelId: channel.value, threadTs: null } }
    : channel;
}

async function upload(
  deps: SendFileDeps,
  run: OperationRun,
  signal: AbortSignal,
): Promise<CallOutcome<Uploaded>> {
  const file = fileOf(deps, run);
  if (file === null) return { kind: 'give-up', because: 'This release cannot write it. Ask again' };
  const limits = { signal, timings: { ...RUN_TIMINGS, readLimitMs: WRITE_WITHIN_MS } };
  let text = '';
  const uploaded = await callRun(deps, run, limits, async (context) => {
    try {
      return await deps.files.upload(file.name, async (take) => {
        const written = await file.write(context, take);
        if (!written.ok) throw new NotWritten(written.error);
        const { rows, isCut } = written.value;
        text = isCut
          ? `The first ${numberText(rows)} ${file.of}s of ${run.command}: a file holds no more.`
          : `${rows === 1 ? `The ${file.of}` : `All ${numberText(rows)} ${file.of}s`} of ${run.command}`;
      });
    } catch (error) {
      if (error instanceof NotWritten) return { kind: error.kind, because: error.message };
      throw error;
    }
  });
  if (uploaded === null)
    return {
      kind: 'give-up',
      because: `Handrail failed while it wrote it. The log names it as run ${run.id}`,
    };
  if (uploaded.kind !== 'ok') return uploaded;
  return { kind: 'ok', value: { state: 'uploaded', id: uploaded.value.id, text, at: deps.clock() } };
}

async function show(
  deps: SendFileDeps,
  run: OperationRun,
  { id, text }: Uploaded,
  at: MessagePlace,
): Promise<number | null> {
  const title = fileOf(deps, run)?.name ?? id;
  const shown = await deps.files.share({ id, title }, at, text);
  return shown.kind === 'ok' ? move(deps, run, { state: 'sent' }) : failed(deps, run, shown);
}

async function failed(
  deps: SendFileDeps,
  run: OperationRun,
  outcome: Exclude<CallOutcome<never>, { kind: 'ok' }>,
): Promise<number | null> {
  if (outcome.kind === 'wait') return outcome.forMs;
  deps.log.warn({ run: run.id, because: outcome.because }, 'a file was not sent');
  if (outcome.kind === 'retry' || outcome.kind === 'ambiguous') return againMs(deps, run);
  return move(deps, run, { state: 'not-sent', because: outcome.because });
}

function notTaken({ because, again }: Hindrance): Exclude<CallOutcome<never>, { kind: 'ok' }> {
  return { kind: again ? 'retry' : 'give-up', because };
}

/** Each try reads all of it from AWS once more: it waits as long as it has been trying for. */
function againMs({ clock }: SendFileDeps, { state }: OperationRun): number {
  return waitByAge(state.state === 'ended' ? clock() - state.at : 0);
}

async function move(deps: SendFileDeps, { id }: OperationRun, file: RunFile): Promise<null> {
  await deps.store.transact(async (tx) =>
    commitRun(tx, deps, await tx.runs.load(id), { type: 'RecordFile', file, now: deps.clock() }),
  );
  deps.wake.cards();
  return null;
}
