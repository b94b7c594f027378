/** The steps of a checklist: made from a procedure and an incident, and made ready to be run. Pure. */

import type { ChecklistStep } from '../checklists/state.ts';
import type { IncidentWithAlarms } from '../incidents/state.ts';
import type { Result } from '../lib/result.ts';
import type { ArgumentSpec } from '../operations/arguments.ts';
import type { OperationCatalog } from '../operations/catalog.ts';
import type { Prepared } from '../operations/operation.ts';
import type { Procedure, Step } from '../runbooks/runbook.ts';

import { err, ok } from '../lib/result.ts';
import { answersOf } from '../operations/catalog.ts';
import { fillPlaceholders } from '../runbooks/placeholders.ts';
import { readArguments, readWords } from './verbs/grammar.ts';

/** What the commands of a checklist's steps are about. */
export interface StepsFor {
  readonly incident: IncidentWithAlarms | null;
  readonly pipeline: string | null;
}

export interface PreparedStep {
  readonly prepared: Prepared;
  readonly command: string;
}

/** The steps of a procedure: commands filled as far as the pipeline, and the incident if any, say what they need. */
export function stepsOf(
  catalog: OperationCatalog,
  procedure: Procedure,
  { incident, pipeline }: StepsFor,
): readonly ChecklistStep[] {
  const values = { ...(incident === null ? {} : valuesOf(incident)), pipeline: pipeline ?? undefined };
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
        risk: filled === null ? null : riskOfCommand(catalog, filled.command),
        ...answersOfCommand(catalog, filled?.command ?? null),
        goodWhen: step.goodWhen,
        ...conditionOf(catalog, step),
        dueWithinMs: step.dueWithinMs,
        code: step.code,
        jump: step.jump,
        state: { state: 'open', lastRun: null },
      };
    }),
  );
}

/** What running a step's command means, with `values` for what nobody could fill; the error is a sentence for who pressed. */
export function prepareStep(
  catalog: OperationCatalog,
  said: string,
  values: Readonly<Record<string, string>>,
): Result<PreparedStep, string> {
  const { command, missing } = fillPlaceholders(said, values);
  const [unfilled] = missing;
  if (unfilled !== undefined)
    return err(`Expected one word without quotes for ${unfilled}. Press Run again and write it plainly.`);
  return prepareCommand(catalog, command);
}

/** What the command's operation says of the arguments that these placeholders stand for. */
export function specsOfPlaceholders(
  catalog: OperationCatalog,
  command: string,
  placeholders: readonly string[],
): Readonly<Record<string, ArgumentSpec>> {
  const words = readWords(command);
  const { verb } = words;
  const specs = catalog.find(verb)?.arguments ?? [];
  const args = readArguments(words, specs);
  if (!args.ok) return {};
  return Object.fromEntries(
    placeholders.flatMap((placeholder) => {
      const spec = specs.find(({ name }) => args.value[name] === `{${placeholder}}`);
      return spec === undefined ? [] : [[placeholder, spec]];
    }),
  );
}

/** What running this command means; the error is a sentence for who pressed. */
export function prepareCommand(catalog: OperationCatalog, command: string): Result<PreparedStep, string> {
  const words = readWords(command);
  const { verb } = words;
  const operation = catalog.find(verb);
  if (operation === null)
    return err(`There is no operation ${verb} to run. Do the step by hand, then press Done.`);
  const args = readArguments(words, operation.arguments);
  if (!args.ok) return args;
  const prepared = operation.prepare(args.value);
  return prepared.ok ? ok({ prepared: prepared.value, command }) : prepared;
}

/**
 * Whether the step says this command: the same operation, each argument as the step has it, placeholders aside, and no
 * other but the attempt and the place that a preview promised.
 */
export function isOfStep(step: ChecklistStep, { prepared: { operation, args } }: PreparedStep): boolean {
  const words = readWords(step.command ?? '');
  const { verb } = words;
  const said = readArguments(words, operation.arguments);
  if (verb !== operation.verb || !said.ok) return false;
  const prepared = operation.prepare(said.value);
  const wanted = prepared.ok ? prepared.value.args : said.value;
  const stated = Object.entries(wanted).every(
    ([name, value]) => PLACEHOLDER.test(value) || args[name] === value,
  );
  return (
    stated &&
    Object.keys(args).every((name) => name === 'attempt' || name === 'in' || wanted[name] !== undefined)
  );
}

const PLACEHOLDER = /\{\w+\}/;

/** What the incident's alarms name. A job that is not the only one is left to be asked. */
function valuesOf(incident: IncidentWithAlarms): Readonly<Record<string, string | undefined>> {
  const jobs = new Set(
    incident.alarms.map(({ resources }) => resources.job).filter((job) => job !== undefined),
  );
  const runs = incident.alarms.map(({ resources }) => resources.run).filter((run) => run !== undefined);
  return {
    job: jobs.size === 1 ? [...jobs][0] : undefined,
    run: jobs.size === 1 ? runs.at(-1) : undefined,
    stage: incident.stage ?? undefined,
  };
}

function answersOfCommand(catalog: OperationCatalog, command: string | null): Pick<ChecklistStep, 'answers'> {
  if (command === null) return {};
  const { verb } = readWords(command);
  const answers = answersOf(catalog, verb);
  // What only looks at what a change would do comes across no cause.
  const doesIt = riskOfCommand(catalog, command) === catalog.find(verb)?.risk;
  return answers === null ? {} : { answers: { ...answers, namesCause: answers.namesCause && doesIt } };
}

/** Its condition, which asks for verdicts under the verbs that runs tell them by. */
function conditionOf(catalog: OperationCatalog, { neededWhen }: Step): Pick<ChecklistStep, 'neededWhen'> {
  if (neededWhen === undefined) return {};
  const anyOf = neededWhen.anyOf.map((each) =>
    each.kind === 'verdict' ? { ...each, verb: answersOf(catalog, each.verb)?.verb ?? each.verb } : each,
  );
  return { neededWhen: { ...neededWhen, anyOf } };
}

/** Null for a command that no operation answers: the step is then text. */
function riskOfCommand(catalog: OperationCatalog, command: string): ChecklistStep['risk'] {
  const words = readWords(command);
  const { verb } = words;
  const operation = catalog.find(verb);
  if (operation === null) return null;
  const args = readArguments(words, operation.arguments);
  return args.ok ? operation.riskOf(args.value) : operation.risk;
}
