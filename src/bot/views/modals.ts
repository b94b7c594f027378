/** The modals: one view a form. Field ids and what a form remembers are `submissions.ts`'s, which reads them back. */

import type { InputBlock, ModalView } from '@slack/types';
import type { Form } from '../../handlers/reply.ts';
import type { ArgumentSpec } from '../../operations/arguments.ts';
import type { FormContext, Origin } from '../submissions.ts';

import { SKIP_REASONS } from '../../checklists/state.ts';
import { SEVERITIES, SEVERITY_MEANING } from '../../incidents/severity.ts';
import { OUTCOME_LABEL, OUTCOMES } from '../../incidents/state.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { count, truncate } from '../../lib/text.ts';
import { fitView } from '../limits.ts';
import { code, escape } from '../mrkdwn.ts';
import {
  ANSWER,
  argumentField,
  CALLBACKS,
  encodeContext,
  FIELDS,
  rememberedProcedures,
} from '../submissions.ts';
import { context, section } from './blocks.ts';
import { option, radios, selectOf, textInput } from './fields.ts';
import { SEVERITY_SHAPE } from './words.ts';

interface Drawn {
  readonly title: string;
  /** Null when there is nothing to choose from. */
  readonly submit: string | null;
  readonly blocks: readonly ModalView['blocks'][number][];
  readonly context: FormContext;
}

/**
 * Draws a form.
 * @param origin where it was asked for, remembered for the answer.
 */
export function formView(form: Form, origin: Origin | null): ModalView {
  const { title, submit, blocks, context: remembered } = drawn(form, origin);
  return fitView({
    type: 'modal',
    callback_id: CALLBACKS[remembered.form],
    private_metadata: encodeContext(remembered, origin),
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: 'Cancel' },
    ...(submit === null ? {} : { submit: { type: 'plain_text', text: submit } }),
    blocks: [...blocks],
  });
}

function drawn(form: Form, origin: Origin | null): Drawn {
  switch (form.form) {
    case 'declare':
      return declare(form);
    case 'note':
      return {
        title: `Note on #${form.incident}`,
        submit: 'Save',
        blocks: [textInput(FIELDS.text, 'What should the others know?', { multiline: true })],
        context: { form: 'note', incident: form.incident },
      };
    case 'assign':
      return {
        title: `Assign #${form.incident}`,
        submit: 'Assign',
        blocks: [personInput()],
        context: { form: 'assign', incident: form.incident },
      };
    case 'severity':
      return {
        title: `Severity of #${form.incident}`,
        submit: 'Change',
        blocks: [severityInput(form.current)],
        context: { form: 'severity', incident: form.incident },
      };
    case 'resolve':
      return resolve(form);
    case 'merge':
      return merge(form);
    case 'skip':
      return skip(form);
    case 'checklist':
      return checklist(form, origin);
    case 'arguments':
      return askArguments(form);
    default:
      return assertNever(form);
  }
}

function declare(form: Extract<Form, { form: 'declare' }>): Drawn {
  const choice = (field: string, label: string, names: readonly string[]): InputBlock[] =>
    names.length === 0
      ? []
      : [
          selectOf(
            field,
            label,
            names.map((name) => option(name, name)),
            { optional: true },
          ),
        ];
  return {
    title: 'Declare an incident',
    submit: 'Declare',
    blocks: [
      textInput(FIELDS.title, 'What is wrong?', {
        initial: form.title,
        maxLength: 150,
        placeholder: 'Gold tables are empty since midnight',
      }),
      severityInput(3),
      ...choice(FIELDS.pipeline, 'Pipeline', form.pipelines),
      ...choice(FIELDS.stage, 'Stage', form.stages),
    ],
    context: { form: 'declare' },
  };
}

function resolve(form: Extract<Form, { form: 'resolve' }>): Drawn {
  const firing = form.stillFiring;
  const named = firing
    .slice(0, 5)
    .map((name) => escape(name, 100))
    .join(', ');
  const more = firing.length > 5 ? `, +${firing.length - 5} more` : '';
  const verb = firing.length === 1 ? 'fires' : 'fire';
  const warnings = [
    ...(firing.length === 0 ? [] : [`! ${count(firing.length, 'alarm')} still ${verb}: ${named}${more}`]),
    ...(form.openSteps === 0 ? [] : [`! ${count(form.openSteps, 'step')} of its checklists still open`]),
  ];
  return {
    title: `Resolve #${form.incident}`,
    submit: 'Resolve',
    blocks: [
      ...(warnings.length === 0 ? [] : [section(warnings.join('\n'))]),
      radios(
        FIELDS.outcome,
        'How did it end?',
        OUTCOMES.map((outcome) => option(OUTCOME_LABEL[outcome], outcome)),
      ),
      textInput(FIELDS.note, 'What helped?', { optional: true, multiline: true }),
    ],
    context: { form: 'resolve', incident: form.incident },
  };
}

function merge(form: Extract<Form, { form: 'merge' }>): Drawn {
  const options = form.candidates.map(({ number, title }) => option(`#${number} ${title}`, String(number)));
  const nothing = options.length === 0;
  return {
    title: `Merge #${form.incident}`,
    submit: nothing ? null : 'Merge',
    blocks: nothing
      ? [section('No other incident is open.')]
      : [
          section(`Alarms and checklists of #${form.incident} move to the incident that you choose.`),
          selectOf(FIELDS.into, 'The incident that goes on', options),
        ],
    context: { form: 'merge', incident: form.incident },
  };
}

function skip(form: Extract<Form, { form: 'skip' }>): Drawn {
  return {
    title: 'Skip a step',
    submit: 'Skip',
    blocks: [
      section(escape(form.text, 500)),
      radios(
        FIELDS.reason,
        'Why?',
        SKIP_REASONS.map((reason) => option(reason, reason)),
        { optional: true },
      ),
      textInput(FIELDS.words, 'In your words', { optional: true, maxLength: 300 }),
    ],
    context: { form: 'skip', checklist: form.checklist, step: form.step },
  };
}

function checklist(form: Extract<Form, { form: 'checklist' }>, origin: Origin | null): Drawn {
  const { incident, matches } = form;
  const all = matches.map(({ procedure }) => procedure.id);
  const offered = rememberedProcedures({ form: 'checklist', incident, procedures: all }, origin);
  // An option's value holds 75 characters and a procedure id may be longer: the value is its place in the context.
  const options = matches
    .slice(0, offered)
    .map(({ procedure, because }, index) =>
      option(
        procedure.title,
        String(index),
        because === procedure.kind ? procedure.kind : `${procedure.kind} · ${because}`,
      ),
    );
  const nothing = options.length === 0;
  const leftOut = matches.length - options.length;
  return {
    title: `Checklist for #${incident}`,
    submit: nothing ? null : 'Open',
    blocks: nothing
      ? [
          section(
            'This pipeline has no runbook with procedures yet. Name one under its runbook key in handrail.yaml.',
          ),
        ]
      : [
          selectOf(FIELDS.procedure, 'Which one?', options, { initial: 0 }),
          ...(leftOut === 0
            ? []
            : [context(`… ${leftOut} more. Find them by their words: ${code('/etl runbook <words>')}`)]),
        ],
    context: { form: 'checklist', incident, procedures: all.slice(0, offered) },
  };
}

function askArguments(form: Extract<Form, { form: 'arguments' }>): Drawn {
  return {
    title: 'Run a step',
    submit: 'Run',
    blocks: [
      section(code(form.command, 500)),
      ...form.missing.map((name) => argumentInput(name, form.specs[name])),
    ],
    context: { form: 'arguments', checklist: form.checklist, step: form.step, missing: form.missing },
  };
}

/** The field for a placeholder: a list where only some words will do, with the operation's own words about it. */
function argumentInput(placeholder: string, spec: ArgumentSpec | undefined): InputBlock {
  const [field, label] = [argumentField(placeholder), placeholderLabel(placeholder)];
  if (spec === undefined) return textInput(field, label, { maxLength: 255 });
  const input =
    spec.choices === undefined
      ? textInput(field, label, { maxLength: 255, placeholder: truncate(spec.example, 150) })
      : selectOf(
          field,
          label,
          spec.choices.map((choice) => option(choice, choice)),
        );
  return { ...input, hint: { type: 'plain_text', text: truncate(spec.summary, 200) } };
}

function severityInput(current: number): InputBlock {
  const options = SEVERITIES.map((severity) =>
    option(`${SEVERITY_SHAPE[severity]} SEV${severity}`, String(severity), SEVERITY_MEANING[severity]),
  );
  return radios(FIELDS.severity, 'Severity', options, { initial: current - 1 });
}

function personInput(): InputBlock {
  return {
    type: 'input',
    block_id: FIELDS.user,
    label: { type: 'plain_text', text: 'Who takes it?' },
    element: { type: 'users_select', action_id: ANSWER },
  };
}

function placeholderLabel(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words === '' ? 'Value' : truncate(`${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`, 100);
}
