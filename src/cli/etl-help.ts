/**
 * `handrail etl help` and `handrail etl <verb> --help`: what there is to ask, and with which words. Made from what the
 * verbs declare; it needs no configuration and asks nobody.
 */

import type { ArgumentSpec } from '../operations/arguments.ts';
import type { Verb } from '../handlers/verbs/verb.ts';
import type { AwsCall } from '../operations/calls.ts';
import type { CliContext } from './context.ts';

import { LEVEL_NEEDED } from '../access/may.ts';
import { usage } from '../handlers/verbs/grammar.ts';
import { verbsAtCommandLine } from '../handlers/verbs/registry.ts';
import { commandsMarkdown } from './commands-markdown.ts';
import { printHelp, printMisuse } from './etl-answer.ts';
import { operationsOfRelease, unknownVerb } from './verbs.ts';

const ASKS_HELP: readonly string[] = ['--help', '-h'];

/** Besides the arguments of the verb. */
const OPTIONS: readonly (readonly [option: string, what: string])[] = [
  ['--pipeline <name>', 'whose, when there are several'],
  ['--json', 'for scripts'],
  ['--file <path>', 'writes all of a long result to a file, as CSV or text'],
  ['--no-store', 'without the store and its audit; only what reads'],
  ['--yes', 'start the change that was shown'],
];

/** Whether the words after `handrail etl` ask for help. */
export function isHelp(words: readonly string[]): boolean {
  return words[0] === 'help' || words.some((word) => ASKS_HELP.includes(word));
}

/** Prints help about all verbs, or about the one that is named, and returns the exit code. */
export function etlHelp(
  { print }: Pick<CliContext, 'print'>,
  words: readonly string[],
  { json = false }: { readonly json?: boolean } = {},
): number {
  if (words[1] === '--markdown') {
    print(commandsMarkdown().trimEnd());
    return 0;
  }
  const operations = operationsOfRelease();
  const verbs = verbsAtCommandLine(operations);
  const name = words.find((word) => word !== 'help' && !ASKS_HELP.includes(word));
  const about = verbs.find(({ verb, aliases }) => [verb, ...aliases].some((each) => each === name));
  if (name !== undefined && about === undefined)
    return printMisuse({ print }, 'help', unknownVerb(name, verbs), json);
  if (about === undefined) return printHelp({ print }, allLines(verbs), json);
  const asks = operations.find(({ verb }) => verb === about.verb)?.asks ?? [];
  return printHelp({ print }, aboutLines(about, asks), json);
}

function allLines(verbs: readonly Verb[]): readonly string[] {
  return [
    'What /etl asks in Slack, asked here:',
    '',
    ...verbs.flatMap((verb) => [usageHere(verb), `    ${verb.summary}`]),
    '',
    'Besides:',
    ...columns(OPTIONS),
    '',
    'handrail etl <verb> --help explains the words of one.',
  ];
}

function aboutLines(about: Verb, asks: readonly AwsCall[]): readonly string[] {
  const { summary, aliases, risk } = about;
  return [
    usageHere(about),
    `${summary}.`,
    '',
    ...columns(about.arguments.map((spec) => [wordOf(spec), saysOf(spec)])),
    '',
    ...(aliases.length === 0 ? [] : [`Also called: ${aliases.join(', ')}`]),
    `Needs: ${LEVEL_NEEDED[risk]}`,
    `Asks of AWS: ${asks.length === 0 ? 'nothing' : asks.join(', ')}`,
  ];
}

function usageHere({ verb, arguments: specs }: Verb): string {
  return usage(verb, specs).replace(/^\/etl/, 'handrail etl');
}

function wordOf({ form, name, example }: ArgumentSpec): string {
  if (form === 'flag') return `--${name}`;
  return form === 'option' ? `--${name} ${example}` : example;
}

function saysOf({ summary, choices }: ArgumentSpec): string {
  return choices === undefined ? summary : `${summary}: ${choices.join(', ')}`;
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
