/** `docs/commands.md`: every verb as it declares itself, with the calls of AWS that it makes. `npm run docs` writes it. */

import type { DeclaredVerb } from '../handlers/verbs/registry.ts';
import type { ArgumentSpec } from '../operations/arguments.ts';
import type { AwsCall } from '../operations/calls.ts';
import type { Operation } from '../operations/operation.ts';

import { LEVEL_NEEDED } from '../access/may.ts';
import { usage } from '../handlers/verbs/grammar.ts';
import { declaredVerbs } from '../handlers/verbs/registry.ts';
import { actionsOf } from '../operations/calls.ts';
import { IN } from '../operations/place-argument.ts';
import { PIPELINE } from '../operations/pipeline-argument.ts';
import { operationsOfRelease } from './verbs.ts';

const RISK: Readonly<Record<DeclaredVerb['risk'], string>> = {
  read: 'reads',
  respond: 'works on incidents and runs',
  change: 'changes AWS',
  destructive: 'changes AWS for good',
};

/** What every operation takes is told once. */
const COMMON: readonly ArgumentSpec[] = [PIPELINE, IN];

/** The page, with a line break at its end. */
export function commandsMarkdown(): string {
  const operations = operationsOfRelease();
  const verbs = declaredVerbs(operations);
  const operationOf = new Map(operations.map((operation) => [operation.verb, operation]));
  const own = verbs
    .filter(({ atCommandLine }) => atCommandLine === true)
    .map(({ verb }) => `\`${verb}\``)
    .join(', ');
  const lines = [
    '# Commands',
    '',
    '<!-- Made by npm run docs from what the verbs declare. What is written here is overwritten. -->',
    '',
    `Every word after \`/etl\`. Those that ask AWS do the same on the command line, \`npx handrail etl jobs\` for \`/etl jobs\`, and so do ${own}, over the store of the bot. \`/etl\` alone shows what is open, \`/etl 42\` one incident, and \`/etl help\` this list.`,
    '',
    'In Slack, a result of which rows or lines are left out has a button, *All as a file*: the command is asked again for whoever presses, and the whole comes to them as a direct message, a table as CSV and the lines of a log as text. The command line prints all of it.',
    '',
    'Each needs a level, and `query` a higher one where the configuration says so: [queries.md](queries.md).',
    '',
    'Those that ask AWS also take:',
    '',
    ...argumentTable(COMMON),
    '',
    '| Command | What it does | It | Level |',
    '|---|---|---|---|',
    ...verbs.map(
      ({ verb, summary, risk, forAnybody }) =>
        `| [\`${verb}\`](#${verb}) | ${cell(summary)} | ${RISK[risk]} | ${forAnybody ? 'anybody' : LEVEL_NEEDED[risk]} |`,
    ),
    ...verbs.flatMap((verb) => ['', ...section(verb, operationOf.get(verb.verb) ?? null)]),
  ];
  return `${lines.join('\n')}\n`;
}

function section(declared: DeclaredVerb, operation: Operation | null): readonly string[] {
  const { verb, aliases, summary } = declared;
  const specs = declared.arguments.filter(({ name }) => !COMMON.some((common) => common.name === name));
  return [
    `## ${verb}`,
    '',
    `\`${usage(verb, specs)}\``,
    '',
    `${summary}.`,
    '',
    ...(specs.length === 0 ? [] : [...argumentTable(specs), '']),
    ...(aliases.length === 0
      ? []
      : [`Also called ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`, '']),
    levelSentence(declared, operation),
    ...(operation === null ? [] : ['', ...callsOf(operation)]),
  ];
}

function argumentTable(specs: readonly ArgumentSpec[]): readonly string[] {
  return [
    '| Argument | What it is | Such as |',
    '|---|---|---|',
    ...specs.map(
      (spec) => `| ${nameOf(spec)} | ${cell(spec.summary)}${choicesOf(spec)} | ${exampleOf(spec)} |`,
    ),
  ];
}

function nameOf({ name, form, required }: ArgumentSpec): string {
  const word = form === 'positional' || form === 'text' ? `\`${name}\`` : `\`--${name}\``;
  return required ? `${word}, needed` : word;
}

function choicesOf({ choices }: ArgumentSpec): string {
  return choices === undefined ? '' : `: ${choices.map((choice) => `\`${choice}\``).join(', ')}`;
}

function exampleOf({ form, name, example }: ArgumentSpec): string {
  if (form === 'flag') return `\`--${name}\``;
  return form === 'option' ? `\`--${name} ${cell(example)}\`` : `\`${cell(example)}\``;
}

function levelSentence({ risk, forAnybody }: DeclaredVerb, operation: Operation | null): string {
  if (forAnybody) return 'Anybody may ask it.';
  const said = `It ${RISK[risk]}, and needs the level ${LEVEL_NEEDED[risk]}`;
  if (operation === null) return `${said}.`;
  const lowering = operation.arguments
    .filter(({ form, name }) => form === 'flag' && operation.riskOf({ [name]: 'true' }) !== risk)
    .map(({ name }) => `, or ${LEVEL_NEEDED[operation.riskOf({ [name]: 'true' })]} with \`--${name}\``);
  return `${said}${lowering.join('')}. ${stepSentence(operation)}`;
}

function stepSentence({ risk, unasked }: Operation): string {
  return risk === 'read' && unasked
    ? 'As a step of a runbook it runs by itself.'
    : 'As a step of a runbook it waits for a person.';
}

function callsOf({ asks }: Operation): readonly string[] {
  if (asks.length === 0) return ['It asks nothing of AWS.'];
  return ['| Call of AWS | IAM actions |', '|---|---|', ...asks.map(callRow)];
}

function callRow(call: AwsCall): string {
  const actions = actionsOf(call).map(({ action }) => `\`${action}\``);
  return `| \`${call}\` | ${actions.join(', ')} |`;
}

/** What a cell of a table can hold. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
