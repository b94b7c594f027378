/** `docs/runbook-coverage.md`: the coverage of the runbook for people to read. `npm run docs` writes it. */

import type { Procedure } from '../../src/runbooks/runbook.ts';
import type { Coverage, Covered } from './coverage.ts';
import type { Command } from './verbs.ts';

import { allCovered } from './coverage.ts';

/** Where the runbook lies, seen from the page. */
const RUNBOOK = '../runbooks/todo-etl';
const MOST_PROCEDURES = 2;
/** Deeper headings Markdown has none. */
const DEEPEST = 6;

/** The page, with a line break at its end. */
export function coverageMarkdown({ covered }: Pick<Coverage, 'covered'>): string {
  const all = covered.flatMap((each) => [...allCovered(each)]);
  const lines = [
    '# What answers the runbook',
    '',
    '<!-- Made by npm run docs from runbooks/todo-etl, the verbs and the reasons in runbooks/coverage. What is written here is overwritten. -->',
    '',
    'Each heading and each list item of [the runbook of the todo pipeline](../runbooks/todo-etl) and its checklists, in their order: the command that looks or does, the procedure that asks it, or why there is none.',
    '',
    ...summaryOf(all),
    '',
    'A command at the end of a line is the button of its step; one that is *typed* stands in the prose below it. Of a heading, a command answers what it answers of the lines below. A step asks *by itself* when Handrail runs its command as soon as its phase opens and nothing has ruled it out, *when pressed* where it waits for a person, and *by hand* where a person does it and ticks it. Outside of a procedure, those are named that run the same command as a step.',
    '',
    ...covered.flatMap((each) => headingLines(each, null)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function summaryOf(all: readonly Covered[]): readonly string[] {
  const items = all.filter(({ below }) => below.length === 0);
  return [
    `**Of ${all.length} lines a command answers ${share(all, isAnswered)}, a procedure asks ${share(all, isAsked)}, and ${share(all, isAPersons)} stay a person's.**`,
    '',
    '| | Lines | A command answers | A procedure asks | Stay a person’s |',
    '|---|---|---|---|---|',
    ...(
      [
        ['Items, and headings with none below', items],
        ['Headings over others', all.filter(({ below }) => below.length > 0)],
      ] as const
    ).map(
      ([what, of]) =>
        `| ${what} | ${of.length} | ${share(of, isAnswered)} | ${share(of, isAsked)} | ${share(of, isAPersons)} |`,
    ),
  ];
}

function share(of: readonly Covered[], is: (each: Covered) => boolean): string {
  const those = of.filter(is).length;
  return `${those} (${Math.round((those / of.length) * 100)} %)`;
}

function isAnswered({ answers }: Covered): boolean {
  return answers.length > 0;
}

function isAsked({ askedBy }: Covered): boolean {
  return askedBy.length > 0;
}

function isAPersons({ because }: Covered): boolean {
  return because !== null;
}

/** The heading, what is said of it as a whole, a table of its items, and the headings below. */
function headingLines(covered: Covered, inside: Procedure | null): readonly string[] {
  const { line, below, askedBy } = covered;
  const [only] = askedBy;
  const isProcedure = only?.source.file === line.source.file && only.source.line === line.source.line;
  const procedure = isProcedure ? only : inside;
  const marks = '#'.repeat(Math.min((line.depth ?? 1) + 1, DEEPEST));
  const anchor = line.depth === 1 ? '' : `#${line.anchor}`;
  const items = below.filter((each) => each.line.depth === null);
  return [
    `${marks} [${plain(line.text)}](${RUNBOOK}/${line.source.file}${anchor})`,
    '',
    sentenceOf(covered, { isProcedure, inside }),
    '',
    ...(items.length === 0 ? [] : [...tableOf(items, procedure), '']),
    ...below.filter((each) => each.line.depth !== null).flatMap((each) => headingLines(each, procedure)),
  ];
}

function sentenceOf(
  covered: Covered,
  { isProcedure, inside }: { readonly isProcedure: boolean; readonly inside: Procedure | null },
): string {
  const { below, answers, because } = covered;
  const whose = isProcedure ? `A procedure, ${kindOf(covered)}. ` : '';
  if (because !== null) return `${whose}None, because ${because}${towardsOf(covered)}`;
  if (below.length === 0) {
    const asked = askersOf(covered, inside);
    return `${whose}Answered by ${commandsOf(covered)}${asked === '' ? '' : `; asked by ${asked}`}.`;
  }
  const under = below.flatMap((each) => [...allCovered(each)]).filter((each) => each.below.length === 0);
  const those = under.filter(isAnswered).length;
  const verbs = [...new Map(answers.map((answer) => [answer.verb, answer])).values()];
  const links = verbs.map(({ verb }) => linkTo(verb, verb)).join(', ');
  return `${whose}Commands answer ${those} of ${under.length} lines: ${links}.`;
}

function kindOf({ askedBy: [procedure] }: Covered): string {
  return procedure?.kind ?? '';
}

function tableOf(items: readonly Covered[], procedure: Procedure | null): readonly string[] {
  return [
    '| Line | Command | Asked by | None, because |',
    '|---|---|---|---|',
    ...items.flatMap((item) => rowsOf(item, procedure, '')),
  ];
}

function rowsOf(covered: Covered, procedure: Procedure | null, within: string): readonly string[] {
  const { line, below } = covered;
  if (below.length > 0) return below.flatMap((each) => rowsOf(each, procedure, `*${plain(line.text)}:* `));
  const because = covered.because === null ? '' : `${covered.because}${towardsOf(covered)}`;
  return [
    `| ${within}${plain(line.text)} | ${commandsOf(covered)} | ${stepOf(covered) ?? askersOf(covered, procedure)} | ${cell(because)} |`,
  ];
}

function commandsOf({ answers, isButton }: Covered): string {
  if (answers.length === 0) return '';
  return `${answers.map(({ text, verb }) => linkTo(text, verb)).join(', ')}${isButton ? '' : ', typed'}`;
}

function stepOf({ step, answers, isButton }: Covered): string | null {
  if (step === null) return null;
  const [answer] = isButton ? answers : [];
  if (answer === undefined) return `step ${step}, by hand`;
  return `step ${step}, ${answer.runsItself ? 'by itself' : 'when pressed'}`;
}

function askersOf({ askedBy }: Covered, inside: Procedure | null): string {
  const others = askedBy.length - MOST_PROCEDURES;
  const links = askedBy
    .slice(0, MOST_PROCEDURES)
    .map((each) => (each.id === inside?.id ? 'its steps' : procedureLink(each)));
  return `${links.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

function procedureLink({ id, title, source }: Procedure): string {
  const anchor = id === source.file ? '' : `#${id.split('/').at(-1) ?? ''}`;
  return `[${plain(title)}](${RUNBOOK}/${source.file}${anchor})`;
}

function towardsOf({ towards }: Covered): string {
  if (towards.length === 0) return '';
  return ` Towards it: ${towards.map(({ text, verb }) => linkTo(text, verb)).join(', ')}.`;
}

function linkTo(command: Command['text'], verb: Command['verb']): string {
  return `[\`${cell(command)}\`](commands.md#${verb})`;
}

/** Words without markup, so that they mean none here. */
function plain(text: string): string {
  return cell(text).replaceAll(/[*_<[\]]/g, '\\$&');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
