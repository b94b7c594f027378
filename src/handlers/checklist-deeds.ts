/** What people do with checklists: open one from a procedure, run a step's command, end a step, take one back. */

import type { Person } from '../access/actor.ts';
import type { Checklist, ChecklistStep, StepOutcome } from '../checklists/state.ts';
import type { ChecklistCommand } from '../checklists/commands.ts';
import type { Incident } from '../incidents/state.ts';
import type { Procedure, Runbook } from '../runbooks/runbook.ts';
import type { DeedRequest, HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';
import type { Reply } from './reply.ts';

import { STEP_OUTCOME_WORD } from '../checklists/state.ts';
import { isResolved } from '../incidents/state.ts';
import {
  isOfStep,
  prepareCommand,
  prepareStep,
  specsOfPlaceholders,
  stepsOf,
  type PreparedStep,
} from './checklist-steps.ts';
import { commitRun } from './commit-run.ts';
import { commitChecklist } from './commit-checklist.ts';
import { commitIncident, loadSurvivor } from './commit-incident.ts';
import { deniedDeed, doDeed, noSuchIncident, refused, refusedBy } from './deed.ts';
import { withFirstAlarms } from './named-alarms.ts';
import { procedureOn } from './procedures.ts';
import { requestRun } from './request-run.ts';
import { lookingContext, placed, placeOfStep } from './run-place.ts';
import { requestStepRuns } from './step-runs.ts';
import { readWords } from './verbs/grammar.ts';

export type StepDeed =
  /** `values` fill the placeholders that nobody could fill before. */
  | {
      readonly do: 'run';
      readonly values: Readonly<Record<string, string>>;
      /** Whether a change is shown first, since nobody was asked yet: a form has no dialog of its own. */
      readonly showFirst?: true;
    }
  /** What a preview of this step showed, confirmed. */
  | { readonly do: 'run-shown'; readonly command: string }
  | { readonly do: 'end'; readonly outcome: StepOutcome; readonly reason: string | null }
  | { readonly do: 'reopen' };

export interface WantedChecklist {
  readonly incident: number | null;
  /** Whose runbook has it; an incident of a pipeline knows better. */
  readonly pipeline: string | null;
  readonly procedure: string;
  readonly channel: string;
}

/** Opens the procedure as a checklist, in the incident or on its own in `channel`. Its reading steps begin at once. */
export function openChecklist(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  wanted: WantedChecklist,
): Promise<Reply> {
  const request: DeedRequest = {
    actor: by,
    delivery,
    deed: { name: 'open a checklist', risk: 'respond' },
    words: `open checklist ${wanted.procedure}`,
    incident: wanted.incident,
  };
  return doDeed(deps, request, async (tx, now) => {
    const incident = wanted.incident === null ? null : await loadSurvivor(tx, wanted.incident);
    if (wanted.incident !== null && incident === null) return noSuchIncident(wanted.incident);
    if (incident !== null && isResolved(incident))
      return refused(`#${incident.number} is resolved. Reopen it first.`);
    const pipeline = incident?.pipeline ?? wanted.pipeline;
    const found = procedureOn(deps.shelf, pipeline, wanted.procedure);
    if (found === null) {
      return refused('That procedure is no longer in the runbook. Pick another one.', {
        next: ['/etl runbook'],
      });
    }
    const open = incident === null ? [] : await tx.checklists.of(incident.number);
    const twin = open.find(
      ({ procedure, finishedAt }) => procedure.id === found.procedure.id && finishedAt === null,
    );
    if (twin !== undefined) {
      return {
        kind: 'already',
        what: `${found.procedure.title} is open`,
        by: twin.startedBy,
        at: twin.startedAt,
      };
    }
    return start(tx, deps, { ...found, incident, pipeline, channel: wanted.channel, by, now });
  });
}

/** Does one deed to a step. Running it is asked of access under the command's own verb and risk. */
export async function stepDeed(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  target: { readonly checklist: string; readonly step: string },
  deed: StepDeed,
): Promise<Reply> {
  const known = await deps.store.read((reader) => reader.checklists.load(target.checklist));
  const step = known?.steps.find(({ id }) => id === target.step);
  if (known === null || step === undefined) {
    return refused(
      'This step is of a checklist that is not there any more. Open it again from the incident card.',
    );
  }
  if (deed.do === 'run') return runStep(deps, by, delivery, known, step, deed);
  if (deed.do === 'run-shown') return runShown(deps, by, delivery, known, step, deed.command);
  const outcome = deed.do === 'end' ? deed.outcome : 'reopen';
  const request: DeedRequest = {
    actor: by,
    delivery,
    deed: { name: 'checklist steps', risk: 'respond' },
    words: `${outcome} step ${step.id} of ${known.procedure.title}`,
    incident: known.incident,
  };
  return doDeed(deps, request, async (tx, now) => {
    const command: ChecklistCommand =
      deed.do === 'end'
        ? { type: 'EndStep', step: step.id, outcome: deed.outcome, reason: deed.reason, by, now }
        : { type: 'ReopenStep', step: step.id, by, now };
    const committed = await commitChecklist(tx, await tx.checklists.load(known.id), command);
    if (!committed.ok) return refusedBy(committed.error);
    const { checklist, runs } = committed.value;
    await recordStep(tx, deps, checklist, step, deed, by, now);
    await requestStepRuns(tx, deps, checklist, runs, now);
    return { kind: 'said', text: stepSentence(step, deed) };
  });
}

async function runStep(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  known: Checklist,
  step: ChecklistStep,
  { values, showFirst }: Extract<StepDeed, { do: 'run' }>,
): Promise<Reply> {
  const unfilled = step.missing.filter((name) => values[name] === undefined);
  if (step.command !== null && unfilled.length > 0) {
    const deed = { name: readWords(step.command).verb, risk: step.risk ?? 'respond' } as const;
    const { id: checklist, incident } = known;
    const refusal = await deniedDeed(deps, { actor: by, deed, words: step.command, incident });
    if (refusal !== null) return refusal;
    const specs = specsOfPlaceholders(deps.catalog, step.command, unfilled);
    return {
      kind: 'form',
      form: { form: 'arguments', checklist, step: step.id, command: step.command, missing: unfilled, specs },
    };
  }
  const prepared = prepareStep(deps.catalog, step, values);
  if (!prepared.ok) return refused(prepared.error);
  return showFirst === true && prepared.value.prepared.risk !== 'read'
    ? showStep(deps, by, known, step, prepared.value)
    : startStep(deps, by, delivery, known, step, prepared.value);
}

/** Shows what the change would do; nothing is started. */
async function showStep(
  deps: HandlerDeps,
  by: Person,
  known: Checklist,
  step: ChecklistStep,
  { prepared, command }: PreparedStep,
): Promise<Reply> {
  const { operation, risk } = prepared;
  const deed = { name: operation.verb, risk };
  const refusal = await deniedDeed(deps, { actor: by, deed, words: command, incident: known.incident });
  if (refusal !== null) return refusal;
  const of = { checklist: known.id, step: step.id };
  const where = await deps.store.read((reader) => placeOfStep(reader, deps, known, { prepared, command }));
  if (!where.ok) return where.error;
  const at = { args: prepared.args, place: where.value.place };
  if (prepared.preview === null)
    return { kind: 'preview', ...placed(deps, { intent: prepared.intent, command }, at), step: of };
  const preview = await prepared.preview(lookingContext(deps, by, where.value));
  return preview.would === 'run'
    ? { kind: 'preview', ...placed(deps, preview, at), step: of }
    : { kind: 'finding', command, finding: preview.finding };
}

/** A preview's command is of its step: no button starts for a step what the step does not say. */
async function runShown(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  known: Checklist,
  step: ChecklistStep,
  command: string,
): Promise<Reply> {
  const prepared = prepareCommand(deps.catalog, command);
  if (!prepared.ok) return refused(prepared.error);
  if (!isOfStep(step, prepared.value))
    return refused(`Step ${step.id} runs another command. Press Run on its card.`);
  return startStep(deps, by, delivery, known, step, prepared.value);
}

async function startStep(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  known: Checklist,
  step: ChecklistStep,
  { prepared, command }: PreparedStep,
): Promise<Reply> {
  const request: DeedRequest = {
    actor: by,
    delivery,
    deed: { name: prepared.operation.verb, risk: prepared.risk },
    words: command,
    incident: known.incident,
  };
  return doDeed(deps, request, async (tx, now) => {
    const checklist = await tx.checklists.load(known.id);
    if (checklist === null)
      return refused('This checklist is not there any more. Open it again from the incident card.');
    const where = await placeOfStep(tx, deps, checklist, { prepared, command });
    if (!where.ok) return where.error;
    const { place } = where.value;
    const work = tx.savepoint(async (): Promise<Reply> => {
      const { run, already } = await requestRun(tx, deps, {
        prepared,
        command,
        by,
        incident: checklist.incident,
        step: { checklist: checklist.id, step: step.id },
        pipeline: checklist.pipeline,
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

/** Carries a refusal out of a savepoint that has to be undone. */
class RolledBack extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super('rolled back');
    this.reply = reply;
  }
}

interface Start {
  readonly runbook: Runbook;
  readonly procedure: Procedure;
  readonly incident: Incident | null;
  readonly pipeline: string | null;
  readonly channel: string;
  readonly by: Person;
  readonly now: number;
}

async function start(tx: Transaction, deps: HandlerDeps, given: Start): Promise<Reply> {
  const { runbook, procedure, incident, by, now } = given;
  await tx.runbooks.save(
    runbook.hash,
    runbook.files.map(({ path, markdown }) => `<!-- ${path} -->\n${markdown}`).join('\n'),
    now,
  );
  const committed = await commitChecklist(tx, null, {
    type: 'StartChecklist',
    id: deps.newId(),
    incident: incident?.number ?? null,
    channel: incident?.channel ?? given.channel,
    pipeline: given.pipeline,
    procedure,
    runbookHash: runbook.hash,
    steps: stepsOf(deps.catalog, procedure, incident === null ? null : await withFirstAlarms(tx, incident)),
    by,
    now,
  });
  if (!committed.ok) return refusedBy(committed.error);
  const { checklist, runs } = committed.value;
  if (incident !== null) {
    const record = {
      type: 'RecordChecklist',
      checklist: checklist.id,
      title: procedure.title,
      by,
      now,
    } as const;
    await commitIncident(tx, incident, record, deps.incidents);
  }
  await requestStepRuns(tx, deps, checklist, runs, now);
  return { kind: 'said', text: `${procedure.title} is open. Its reading steps run by themselves.` };
}

async function recordStep(
  tx: Transaction,
  deps: HandlerDeps,
  checklist: Checklist,
  step: ChecklistStep,
  deed: StepDeed,
  by: Person,
  now: number,
): Promise<void> {
  if (checklist.incident === null) return;
  const incident = await loadSurvivor(tx, checklist.incident);
  const outcome = deed.do === 'end' ? outcomeWords(deed) : 'taken back';
  await commitIncident(
    tx,
    incident,
    { type: 'RecordStep', checklist: checklist.id, step: step.text, outcome, by, now },
    deps.incidents,
  );
}

function outcomeWords(deed: Extract<StepDeed, { do: 'end' }>): string {
  const reason = deed.reason?.trim() ?? '';
  const words = STEP_OUTCOME_WORD[deed.outcome];
  return reason === '' ? words : `${words}: ${reason}`;
}

function stepSentence(step: ChecklistStep, deed: StepDeed): string {
  return deed.do === 'end' ? `Step ${step.id}: ${outcomeWords(deed)}.` : `Step ${step.id} is open again.`;
}
