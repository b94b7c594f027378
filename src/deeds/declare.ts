/** Opening an incident by hand. */

import type { Severity } from '../incidents/severity.ts';
import type { Declared, DeedForm, VerbWords } from './declaration.ts';
import type { Field } from './form.ts';

import { parseSeverity } from '../incidents/severity.ts';
import { err, ok } from '../lib/result.ts';
import { NOTHING } from './subjects.ts';

/** What a person says of a new incident. */
export interface Declaration {
  readonly title: string;
  readonly severity: Severity;
  readonly pipeline: string | null;
  readonly stage: string | null;
}

interface SoFar {
  readonly title: string;
  readonly pipelines: readonly string[];
  readonly stages: readonly string[];
}

interface Declare extends Declared<'declare', object> {
  readonly verb: VerbWords;
  readonly form: DeedForm<object, SoFar, SoFar, Declaration, Declaration>;
  words(declaration: Declaration): string;
  done(incident: number): string;
}

const declare: Declare = {
  name: 'declare',
  risk: 'respond',
  press: 'panel.declare/1',
  of: NOTHING,
  label: 'Declare an incident',
  words: ({ severity, title }) => `declare SEV${severity} ${title}`,
  form: {
    callback: 'view.declare/1',
    about: (soFar) => ok(soFar),
    sheet: ({ title, pipelines, stages }) => ({
      title: 'Declare an incident',
      submit: 'Declare',
      lines: [],
      fields: [
        {
          kind: 'text',
          id: 'title',
          label: 'What is wrong?',
          optional: false,
          multiline: false,
          maxLength: 150,
          initial: title,
          placeholder: 'Gold tables are empty since midnight',
        },
        { kind: 'severity', id: 'severity', label: 'Severity', initial: 3 },
        ...choice('pipeline', 'Pipeline', pipelines),
        ...choice('stage', 'Stage', stages),
      ],
    }),
    read(answer) {
      const title = answer('title');
      const severity = parseSeverity(answer('severity'));
      if (title !== '' && severity !== undefined)
        return ok({
          title,
          severity,
          pipeline: answer('pipeline') || null,
          stage: answer('stage') || null,
        });
      return err({
        ...(title === '' ? { title: 'Say in a few words what is wrong.' } : {}),
        ...(severity === undefined ? { severity: 'Choose a severity.' } : {}),
      });
    },
    deed: ({ title, severity, pipeline, stage }) => ({ title, severity, pipeline, stage }),
  },
  verb: {
    verb: 'declare',
    aliases: ['new'],
    summary: 'Opens an incident by hand',
    arguments: [
      { name: 'title', summary: 'what is wrong', form: 'positional', required: false, example: '<title>' },
    ],
  },
  done: (number) => `#${number} is declared.`,
};

export const DECLARE_DEEDS = { declare } as const;

function choice(id: string, label: string, names: readonly string[]): readonly Field[] {
  const options = names.map((name) => ({ label: name, value: name }));
  return names.length === 0 ? [] : [{ kind: 'list', id, label, options, optional: true }];
}
