/** What people do with checklists: open one from a procedure, run a step's command, end a step, take one back. */

import type { Person } from '../access/actor.ts';
import type { Checklist, ChecklistStep, StepOutcome } from '../checklists/state.ts';
import type { ChecklistCommand } from '../checklists/commands.ts';
import type { Incident } from '../incidents/state.ts';
import type { Result } from '../lib/result.ts';
import type { Arguments, Operation } from '../operations/operation.ts';
import type { Procedure, Runbook } from '../runbooks/runbook.ts';
import type { DeedRequest, HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';
import type { Reply } from './reply.ts';

import { HANDRAIL } from '../access/actor.ts';
import { may } from '../access/may.ts';
import { isResolved } from '../incidents/state.ts';
import { err, ok } from '../lib/result.ts';
import { fillPlaceholders } from '../runbooks/placeholders.ts';
import { commitChecklist, commitIncident, loadSurvivor } from './commit.ts';
import { doDeed, refused, refusedBy } from './deed.ts';
import { procedureOn } from './procedures.ts';
import { requestRun, riskOf } from './request-run.ts';
import { readArguments, readWords } from './verbs/grammar.ts';

export type StepDeed =
  /** `values` fill the placeholders that nobody could fill before. */
  | { readonly do: 'run'; readonly values: Readonly<Record<string, string>> }
  | { readonly do: 'end'; readonly outcome: StepOutcome; readonly reason: string | null }
  | { readonly do: 'reopen' };

/** Opens the procedure as a checklist, in the incident or on its own in `channel`. Its reading steps begin at once. */
export function openChecklist(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  wanted: { readonly incident: number | null; readonly procedure: string; readonly channel: string },
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
    if (incident !== null && isResolved(incident)) return refused(`#${incident.number} is resolved. Reopen it first.`);
    const found = procedureOn(deps.shelf, incident?.pipeline ?? null, wanted.procedure);
    if (found === null) {
      return refused('That procedure is no longer in the runbook. Pick another one.', { next: ['/etl runbook'] });
    }
    const open = incident === null ? [] : await tx.checklistsOf(incident.number);
    const twin = open.find(({ procedure, finishedAt }) => procedure.id === found.procedure.id && finishedAt === null);
    if (twin !== undefined) {
      return { kind: 'already', what: `${found.procedure.title} is open`, by: twin.startedBy, at: twin.startedAt };
    }
    return start(tx, deps, { ...found, incident, channel: wanted.channel, by, now });
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
  const known = await deps.store.read((reader) => reader.checklist(target.checklist));
  const step = known?.steps.find(({ id }) => id === target.step);
  if (known === null || step === undefined) {
    return refused('This step is of a checklist that is not there any more. Open it again from the incident card.');
  }
  if (deed.do === 'run') return runStep(deps, by, delivery, known, step, deed.values);
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
    const committed = await commitChecklist(tx, await tx.checklist(known.id), command);
    if (!committed.ok) return refusedBy(committed.error);
    const { checklist, runs } = committed.value;
    await recordStep(tx, deps, checklist, step, deed, by, now);
    await requestStepRuns(tx, deps, checklist, runs, now);
    return { kind: 'said', text: stepSentence(step, deed) };
  });
}

/** Queues the commands of these steps in Handrail's own name: reads, which it may do unasked. */
export async function requestStepRuns(
  tx: Transaction,
  deps: HandlerDeps,
  checklist: Checklist,
  steps: readonly string[],
  now: number,
): Promise<void> {
  let current = checklist;
  for (const id of steps) {
    const step = current.steps.find((candidate) => candidate.id === id);
    const prepared = step === undefined ? null : prepare(deps, step, {});
    if (step === undefined || prepared === null || !prepared.ok) continue;
    const { operation, args } = prepared.value;
    if (!may(HANDRAIL, { name: operation.verb, risk: riskOf(operation, args) }, deps.access, { fullMember: false }).allowed) continue;
    const { run } = await requestRun(tx, deps, {
      ...prepared.value,
      by: HANDRAIL,
      incident: current.incident,
      step: { checklist: current.id, step: id },
      pipeline: current.pipeline,
      channel: current.channel,
      now,
    });
    const started = await commitChecklist(tx, current, { type: 'StartStepRun', step: id, run: run.id, by: HANDRAIL, now });
    if (started.ok) current = started.value.checklist;
  }
}

async function runStep(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  known: Checklist,
  step: ChecklistStep,
  values: Readonly<Record<string, string>>,
): Promise<Reply> {
  const unfilled = step.missing.filter((name) => values[name] === undefined);
  if (step.command !== null && unfilled.length > 0) {
    const { id: checklist } = known;
    return {
      kind: 'form',
      form: { form: 'arguments', checklist, step: step.id, command: step.command, missing: unfilled },
    };
  }
  const prepared = prepare(deps, step, values);
  if (!prepared.ok) return refused(prepared.error);
  const { operation, args, command } = prepared.value;
  const request: DeedRequest = {
    actor: by,
    delivery,
    deed: { name: operation.verb, risk: riskOf(operation, args) },
    words: command,
    incident: known.incident,
  };
  return doDeed(deps, request, async (tx, now) => {
    const checklist = await tx.checklist(known.id);
    if (checklist === null) return refused('This checklist is not there any more. Open it again from the incident card.');
    // Decided first with an id that is only used when nobody else's run of the same thing is under way.
    const { run, already } = await requestRun(tx, deps, {
      operation,
      args,
      command,
      by,
      incident: checklist.incident,
      step: { checklist: checklist.id, step: step.id },
      pipeline: checklist.pipeline,
      channel: checklist.channel,
      now,
    });
    if (already) return { kind: 'started', run, already };
    const started = await commitChecklist(tx, checklist, { type: 'StartStepRun', step: step.id, run: run.id, by, now });
    // Refused after the run was written: roll all of it back, and answer with the refusal.
    if (!started.ok) throw new RolledBack(refusedBy(started.error));
    return { kind: 'started', run, already };
  }).catch((error: unknown) => {
    if (error instanceof RolledBack) return error.reply;
    throw error;
  });
}

/** Carries a refusal out of a transaction that has to be undone. */
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
  readonly channel: string;
  readonly by: Person;
  readonly now: number;
}

async function start(tx: Transaction, deps: HandlerDeps, given: Start): Promise<Reply> {
  const { runbook, procedure, incident, by, now } = given;
  await tx.saveRunbookVersion(runbook.hash, runbook.files.map(({ path, markdown }) => `<!-- ${path} -->\n${markdown}`).join('\n'), now);
  const committed = await commitChecklist(tx, null, {
    type: 'StartChecklist',
    id: deps.newId(),
    incident: incident?.number ?? null,
    channel: incident?.channel ?? given.channel,
    pipeline: incident?.pipeline ?? null,
    procedure,
    runbookHash: runbook.hash,
    steps: stepsOf(deps, procedure, incident),
    by,
    now,
  });
  if (!committed.ok) return refusedBy(committed.error);
  const { checklist, runs } = committed.value;
  if (incident !== null) {
    const record = { type: 'RecordChecklist', checklist: checklist.id, title: procedure.title, by, now } as const;
    await commitIncident(tx, incident, record, deps.incidents);
  }
  await requestStepRuns(tx, deps, checklist, runs, now);
  return { kind: 'said', text: `${procedure.title} is open. Its reading steps run by themselves.` };
}

/** The steps of a procedure for this incident: commands filled as far as the incident says what they need. */
function stepsOf(deps: HandlerDeps, procedure: Procedure, incident: Incident | null): readonly ChecklistStep[] {
  const values = incident === null ? {} : valuesOf(incident);
  return procedure.phases.flatMap((phase, phaseIndex) =>
    phase.steps.map((step, index): ChecklistStep => {
      const filled = step.command === null ? null : fillPlaceholders(step.command, values);
      return {
        id: `${phaseIndex + 1}.${index + 1}`,
        phase: phaseIndex,
        text: step.text,
        help: step.help,
        command: filled?.command ?? null,
        missing: filled?.missing ?? [],
        risk: filled === null ? null : riskOfCommand(deps, filled.command),
        goodWhen: step.goodWhen,
        dueWithinMs: step.dueWithinMs,
        code: step.code,
        jump: step.jump,
        state: { state: 'open', lastRun: null },
      };
    }),
  );
}

/** What the incident's alarms name. A job that is not the only one is left to be asked. */
function valuesOf(incident: Incident): Readonly<Record<string, string | undefined>> {
  const jobs = new Set(incident.alarms.map(({ resources }) => resources.job).filter((job) => job !== undefined));
  const runs = incident.alarms.map(({ resources }) => resources.run).filter((run) => run !== undefined);
  return {
    job: jobs.size === 1 ? [...jobs][0] : undefined,
    run: jobs.size === 1 ? runs.at(-1) : undefined,
    pipeline: incident.pipeline ?? undefined,
    stage: incident.stage ?? undefined,
  };
}

/** Null for a command that no operation answers: the step is then text. */
function riskOfCommand(deps: HandlerDeps, command: string): ChecklistStep['risk'] {
  const { verb, tokens } = readWords(command);
  const operation = deps.catalog.find(verb);
  if (operation === null) return null;
  const args = readArguments(verb, tokens, operation.arguments);
  return args.ok ? riskOf(operation, args.value) : operation.risk;
}

interface Prepared {
  readonly operation: Operation;
  readonly args: Arguments;
  readonly command: string;
}

function prepare(deps: HandlerDeps, step: ChecklistStep, values: Readonly<Record<string, string>>): Result<Prepared, string> {
  if (step.command === null) return err(`Step ${step.id} has no command to run. Do it, then press Done.`);
  const { command } = fillPlaceholders(step.command, values);
  const { verb, tokens } = readWords(command);
  const operation = deps.catalog.find(verb);
  if (operation === null) return err(`There is no operation ${verb} to run. Do the step by hand, then press Done.`);
  const args = readArguments(verb, tokens, operation.arguments);
  if (!args.ok) return args;
  const checked = operation.check(args.value);
  return checked.ok ? ok({ operation, args: checked.value, command }) : checked;
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
  const words = deed.outcome.replaceAll('-', ' ');
  return reason === '' ? words : `${words}: ${reason}`;
}

function stepSentence(step: ChecklistStep, deed: StepDeed): string {
  return deed.do === 'end' ? `Step ${step.id}: ${outcomeWords(deed)}.` : `Step ${step.id} is open again.`;
}
