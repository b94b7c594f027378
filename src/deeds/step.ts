/** Every deed on a step of a checklist, in the order in which its card offers them. */

import type { ChecklistStep, StepOutcome } from '../checklists/state.ts';
import type { ArgumentSpec } from '../operations/arguments.ts';
import type { Asked, Asking, Confirmation, DeedForm, Plain } from './declaration.ts';
import type { Aside, Ending, OnCard, OnStep, Running, Steps } from './on-step.ts';
import type { Field } from './form.ts';
import type { FieldsOf, StepTarget } from './subjects.ts';

import { SKIP_REASONS, STEP_OUTCOME_WORD } from '../checklists/state.ts';
import { err, ok } from '../lib/result.ts';
import { fault } from './form.ts';
import { STEPS } from './on-step.ts';
import { SHOWN_STEP } from './subjects.ts';

const run: Running = {
  ...STEPS,
  press: 'checklist.run/1',
  label: 'Run',
  at: 'row',
  says: ({ state, missing }) =>
    `${state.state === 'open' && state.lastRun === null ? 'Run' : 'Run again'}${missing.length === 0 ? '' : ' …'}`,
  becomes: 'StartStepRun',
  confirm: ({ risk, command }, intent) => beforeChange(risk, { intent, command: command ?? '' }),
  form: {
    callback: 'view.arguments/2',
    about: (misses) => ok(misses),
    keeps: ({ missing }) => missing,
    sheet: ({ command, specs }, kept) => ({
      title: 'Run a step',
      submit: 'Run',
      lines: [],
      command,
      fields: kept.map((name) => wordField(name, specs[name])),
    }),
    read(answer, missing) {
      const answers = missing.map((name) => [name, answer(fieldOf(name))] as const);
      const empty = answers.filter(([, value]) => value === '');
      return empty.length === 0
        ? ok({ values: Object.fromEntries(answers) })
        : err(Object.fromEntries(empty.map(([name]) => [fieldOf(name), `The command needs the ${name}.`])));
    },
    deed: ({ values }) => ({ do: 'run', values, showFirst: true }),
  },
};

const done = plainEnding('done', { press: 'checklist.done/1', label: 'Done', at: 'row' });

interface Reason {
  readonly reason: string;
}

type SkipForm = DeedForm<StepTarget, ChecklistStep, { readonly text: string }, Reason, Asked<'skip', Reason>>;

const skip: Asking<OnStep, Steps, 'EndStep', Reason, SkipForm> & Ending<Reason> = {
  ...STEPS,
  press: 'checklist.skip/1',
  label: 'Skip',
  at: 'row',
  words: ({ checklist, step }) => `skip step ${step.id} of ${checklist.procedure.title}`,
  form: {
    callback: 'view.skip/1',
    about: ({ text }) => ok({ text }),
    sheet: ({ text }) => ({
      title: 'Skip a step',
      submit: 'Skip',
      lines: [text],
      fields: [
        {
          kind: 'radios',
          id: 'reason',
          label: 'Why?',
          options: SKIP_REASONS.map((reason) => ({ label: reason, value: reason })),
          optional: true,
        },
        {
          kind: 'text',
          id: 'words',
          label: 'Or in your own words',
          optional: true,
          multiline: false,
          maxLength: 300,
        },
      ],
    }),
    read(answer) {
      const reason = [answer('reason'), answer('words')].filter((part) => part !== '').join(': ');
      return reason === '' ? fault('words', 'Pick a reason, or write a few words.') : ok({ reason });
    },
    deed: ({ reason }) => ({ do: 'skip', reason }),
  },
  becomes: 'EndStep',
  command: ({ reason }, given) => ({ type: 'EndStep', outcome: 'skipped', reason, ...given }),
  outcome: ({ reason }) => skippedWords(reason),
  done: ({ id }, { reason }) => `Step ${id}: ${skippedWords(reason)}.`,
};

const didNotHelp = plainEnding('did-not-help', {
  press: 'checklist.did-not-help/1',
  label: 'It did not help',
  at: 'menu',
});

const notApplicable = plainEnding('not-applicable', {
  press: 'checklist.not-applicable/1',
  label: 'Not applicable',
  at: 'menu',
});

/** Opens the procedure that the step's link leads to. */
const openJump: Aside<StepTarget> = {
  ...STEPS,
  press: 'checklist.open-jump/1',
  label: 'Open',
  at: 'menu',
  fits: ({ jump }) => jump !== null,
  says: ({ jump }) => `Open ${jump?.label ?? ''}`,
  form: null,
  becomes: null,
};

const reopenStep: Plain<OnStep, Steps, 'ReopenStep'> & Ending<object> = {
  ...STEPS,
  press: 'checklist.reopen-step/1',
  label: 'Reopen',
  at: null,
  says: (_, number) => `Reopen step ${number}`,
  words: ({ checklist, step }) => `reopen step ${step.id} of ${checklist.procedure.title}`,
  form: null,
  becomes: 'ReopenStep',
  command: (_, given) => ({ type: 'ReopenStep', ...given }),
  outcome: () => 'taken back',
  done: ({ id }) => `Step ${id} is open again.`,
};

/** What a preview of this step showed, confirmed. */
const runShown: Aside<FieldsOf<typeof SHOWN_STEP>> = {
  ...STEPS,
  press: 'preview.run-step/1',
  of: SHOWN_STEP,
  label: 'Run',
  at: null,
  form: null,
  becomes: null,
};

export const STEP_DEEDS = {
  run,
  done,
  skip,
  'did-not-help': didNotHelp,
  'not-applicable': notApplicable,
  'open-jump': openJump,
  'reopen-step': reopenStep,
  'run-shown': runShown,
} as const;

/** What is asked before a change starts, given what it does in AWS and the command that does it. */
export function beforeChange(
  risk: ChecklistStep['risk'],
  { intent, command }: { readonly intent: string; readonly command: string },
): Confirmation {
  return risk === 'destructive'
    ? { title: 'This cannot be undone', text: `${intent} (${command})`, yes: 'Run it' }
    : { title: 'This changes something in AWS', text: `${intent}?`, yes: 'Start' };
}

function plainEnding(
  outcome: Exclude<StepOutcome, 'skipped'>,
  button: Pick<Plain<OnStep, Steps, 'EndStep'>, 'press' | 'label'> & OnCard,
): Plain<OnStep, Steps, 'EndStep'> & Ending<object> {
  return {
    ...STEPS,
    ...button,
    words: ({ checklist, step }) => `${outcome} step ${step.id} of ${checklist.procedure.title}`,
    form: null,
    becomes: 'EndStep',
    command: (_, given) => ({ type: 'EndStep', outcome, reason: null, ...given }),
    outcome: () => STEP_OUTCOME_WORD[outcome],
    done: ({ id }) => `Step ${id}: ${STEP_OUTCOME_WORD[outcome]}.`,
  };
}

function skippedWords(reason: string): string {
  const why = reason.trim();
  return why === '' ? STEP_OUTCOME_WORD.skipped : `${STEP_OUTCOME_WORD.skipped}: ${why}`;
}

/** Id of the field that asks for a placeholder's value. */
function fieldOf(placeholder: string): string {
  return `argument.${placeholder}`;
}

/** The field for a placeholder: a list where only some words will do, with the operation's own words about it. */
function wordField(placeholder: string, spec: ArgumentSpec | undefined): Field {
  const field = { id: fieldOf(placeholder), label: labelOf(placeholder) };
  const typed = { kind: 'text', optional: false, multiline: false, maxLength: 255 } as const;
  if (spec === undefined) return { ...field, ...typed };
  const { summary: hint, example: placeholderText, choices } = spec;
  if (choices === undefined) return { ...field, ...typed, hint, placeholder: placeholderText };
  return {
    ...field,
    kind: 'list',
    hint,
    options: choices.map((choice) => ({ label: choice, value: choice })),
  };
}

function labelOf(placeholder: string): string {
  const words = placeholder.replaceAll(/[_-]+/g, ' ').trim();
  return words === '' ? 'Value' : `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}
