/** The modals: one view a form. Field ids and what a form remembers are `submissions.ts`'s, which reads them back. */

import type { InputBlock, ModalView } from '@slack/types';
import type { IncidentForm } from '../../deeds/incident-deeds.ts';
import type { Form } from '../../handlers/reply.ts';
import type { ArgumentSpec } from '../../operations/arguments.ts';
import type { FormContext, Origin } from '../submissions.ts';

import { SKIP_REASONS } from '../../checklists/state.ts';
import { sheetOf } from '../../deeds/incident-deeds.ts';
import { truncate } from '../../lib/text.ts';
import { fitView } from '../limits.ts';
import { code, escape } from '../mrkdwn.ts';
import { argumentField, CALLBACKS, encodeContext, FIELDS, rememberedProcedures } from '../submissions.ts';
import { context, section } from './blocks.ts';
import { fieldInput, option, radios, selectOf, severityInput, textInput } from './fields.ts';

/** Of a line above the fields, in UTF-16 units. */
const LINE_LENGTH = 1_000;

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
    case 'skip':
      return skip(form);
    case 'checklist':
      return checklist(form, origin);
    case 'arguments':
      return askArguments(form);
    default:
      return ofIncident(form);
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
      severityInput(FIELDS.severity, 'Severity', 3),
      ...choice(FIELDS.pipeline, 'Pipeline', form.pipelines),
      ...choice(FIELDS.stage, 'Stage', form.stages),
    ],
    context: { form: 'declare' },
  };
}

/** A form as its deed declares it. One with a list of nothing says so and cannot be sent. */
function ofIncident(form: IncidentForm): Drawn {
  const { title, submit, lines, fields } = sheetOf(form);
  const remembered: FormContext = { form: form.form, incident: form.incident };
  if (fields.some((field) => field.kind === 'list' && field.options.length === 0))
    return {
      title,
      submit: null,
      blocks: [section('There is nothing to choose from.')],
      context: remembered,
    };
  const said = lines.map((line) => escape(line, LINE_LENGTH)).join('\n');
  return {
    title,
    submit,
    blocks: [...(said === '' ? [] : [section(said)]), ...fields.map(fieldInput)],
    context: remembered,
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

function placeholderLabel(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words === '' ? 'Value' : truncate(`${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`, 100);
}
