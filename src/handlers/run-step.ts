/** Running the command of a step: at once, after a form that fills it, or after a preview of what it would do. */

import type { Person } from '../access/actor.ts';
import type { OnStep } from '../deeds/on-step.ts';
import type { StepDeed } from '../deeds/step-deeds.ts';
import type { PreparedStep } from './checklist-steps.ts';
import type { DeedRequest, HandlerDeps } from './deed.ts';
import type { Reply } from './reply.ts';

import { refusalOf } from '../checklists/decide.ts';
import { formOf } from '../deeds/forms.ts';
import { STEP_DEEDS } from '../deeds/step.ts';
import { placedAs } from '../operations/placing.ts';
import { CARDS } from './cards.ts';
import { isOfStep, prepareCommand, prepareStep, specsOfPlaceholders } from './checklist-steps.ts';
import { commitChecklist } from './commit-checklist.ts';
import { commitRun } from './commit-run.ts';
import { deniedDeed, doDeed, refused, refusedBy } from './deed.ts';
import { formReply } from './forms.ts';
import { requestRun } from './request-run.ts';
import { lookingContext, notShown, placed, placeOfStep } from './run-place.ts';
import { readWords } from './verbs/grammar.ts';
import { noWayToAsker } from './way-to-asker.ts';

/** A step and the checklist that it is of. */
export type StepAt = OnStep['named'];

/**
 * Runs the step's command, or asks for the words that it misses. It is asked of access under the command's own verb and
 * risk.
 */
export async function runStep(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  at: StepAt,
  { values, showFirst }: Extract<StepDeed, { do: 'run' }>,
): Promise<Reply> {
  const { checklist: known, step } = at;
  const { command, risk } = step;
  const asked = askedOf(by, delivery, at, command ?? `run step ${step.id}`);
  const hindrance = refusalOf('StartStepRun', step);
  if (hindrance?.kind === 'cannot') return deniedOr(deps, asked, refusedBy(hindrance));
  if (command === null || risk === null) throw new Error(`Expected step ${step.id} to have a command`);
  const unfilled = step.missing.filter((name) => values[name] === undefined);
  if (unfilled.length > 0) {
    const specs = specsOfPlaceholders(deps.catalog, command, unfilled);
    const of = { checklist: known.id, step: step.id };
    const form = formOf('run', of, { command, missing: unfilled, specs });
    return deniedOr(deps, asked, formReply(form));
  }
  const prepared = prepareStep(deps.catalog, command, values);
  if (!prepared.ok) return deniedOr(deps, asked, refused(prepared.error));
  return showFirst === true && prepared.value.prepared.risk !== 'read'
    ? showStep(deps, by, delivery, at, prepared.value)
    : startStep(deps, by, delivery, at, prepared.value);
}

/** Shows what the change would do; nothing is started. */
async function showStep(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  { checklist: known, step }: StepAt,
  { prepared, command }: PreparedStep,
): Promise<Reply> {
  const { risk } = prepared;
  const refusal = await deniedDeed(deps, requestOf(by, delivery, known, { prepared, command }));
  if (refusal !== null) return refusal;
  const of = { checklist: known.id, step: step.id };
  const where = await deps.store.read((reader) => placeOfStep(reader, deps, known, { prepared, command }));
  if (!where.ok) return where.error;
  const at = { args: prepared.args, place: where.value.place };
  if (prepared.preview === null)
    return { kind: 'preview', risk, ...placed(deps, { intent: prepared.intent, command }, at), step: of };
  const preview = await prepared.preview(lookingContext(deps, by, where.value));
  return preview.would === 'run'
    ? { kind: 'preview', risk, ...placed(deps, preview, at), step: of }
    : { kind: 'finding', command, finding: placedAs(prepared.args, preview.finding) };
}

/** Starts what a preview showed: its command is of its step, so no button starts for a step what the step does not say. */
export async function runShown(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  at: StepAt,
  command: string,
): Promise<Reply> {
  const { step } = at;
  const asked = askedOf(by, delivery, at, command);
  const prepared = prepareCommand(deps.catalog, command);
  if (!prepared.ok) return deniedOr(deps, asked, refused(prepared.error));
  if (!isOfStep(step, prepared.value)) {
    const another = refused(`Step ${step.id} runs another command. Press Run on its card.`);
    return deniedOr(deps, asked, another);
  }
  return startStep(deps, by, delivery, at, prepared.value);
}

async function startStep(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  { checklist: known, step }: StepAt,
  { prepared, command }: PreparedStep,
): Promise<Reply> {
  const request = requestOf(by, delivery, known, { prepared, command });
  const noWay = await noWayToAsker(deps, prepared);
  if (noWay !== null) return deniedOr(deps, request, noWay);
  return doDeed(deps, request, async (tx, now) => {
    const checklist = await tx.checklists.load(known.id);
    if (checklist === null) return refusedBy({ kind: 'cannot', code: 'no-checklist' });
    const where = await placeOfStep(tx, deps, checklist, { prepared, command });
    if (!where.ok) return where.error;
    const { place, pipeline } = where.value;
    const { args, risk } = prepared;
    const elsewhere = risk === 'read' ? null : notShown(deps, command, { args, place });
    if (elsewhere !== null) {
      // Drawn anew, it says the place.
      await tx.cards.want({ ...CARDS.checklist(checklist), now });
      return elsewhere;
    }
    const work = tx.savepoint(async (): Promise<Reply> => {
      const { run, already } = await requestRun(tx, deps, {
        prepared,
        command,
        by,
        incident: checklist.incident,
        step: { checklist: checklist.id, step: step.id },
        pipeline,
        place,
        channel: checklist.channel,
        now,
      });
      if (already) {
        const waiting = checklist.steps.find(({ id }) => id === step.id)?.state;
        if (waiting?.state === 'running' && waiting.run === run.id) return { kind: 'started', run, already };
        const follow = { type: 'FollowRun', checklist: checklist.id, step: step.id, now } as const;
        const followed = await commitRun(tx, deps, run, follow);
        if (!followed.ok) throw new RolledBack(refusedBy(followed.error));
      }
      const started = await commitChecklist(tx, checklist, {
        type: 'StartStepRun',
        step: step.id,
        run: run.id,
        by,
        now,
      });
      // Refused after the run was written: the run is undone, the audit of the press stays.
      if (!started.ok) throw new RolledBack(refusedBy(started.error));
      return { kind: 'started', run, already };
    });
    return work.catch((error: unknown) => {
      if (error instanceof RolledBack) return error.reply;
      throw error;
    });
  });
}

/** The step's command with its words filled in, as access sees it. */
function requestOf(
  actor: Person,
  delivery: string,
  { incident, pipeline }: StepAt['checklist'],
  { prepared: { operation, args, risk, levelFor }, command }: PreparedStep,
): DeedRequest {
  const deed = { name: operation.verb, risk, level: levelFor(args['pipeline'] ?? pipeline) };
  return { actor, delivery, deed, words: command, incident };
}

/** The step's own command as access sees it; of a step that has none, the step itself. */
function askedOf(
  actor: Person,
  delivery: string,
  { checklist: { incident }, step: { command, risk } }: StepAt,
  words: string,
): DeedRequest {
  const deed = command === null || risk === null ? STEP_DEEDS.run : { name: readWords(command).verb, risk };
  return { actor, delivery, deed, words, incident };
}

/** The reply, for who may: why a step cannot be run is told to nobody else. */
async function deniedOr(deps: HandlerDeps, asked: DeedRequest, reply: Reply): Promise<Reply> {
  return (await deniedDeed(deps, asked)) ?? reply;
}

/** Carries a refusal out of a savepoint that has to be undone. */
class RolledBack extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super('rolled back');
    this.reply = reply;
  }
}
