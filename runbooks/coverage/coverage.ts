/**
 * For each line of a runbook the command that answers it, the procedures that ask it, or why there is none. Commands and
 * procedures are found in the runbook itself; only the reasons are written by hand, and each of them has to be needed.
 */

import type { Procedure, Runbook, RunbookFault } from '../../src/runbooks/runbook.ts';
import type { Line } from './lines.ts';
import type { Reasons, Shelf } from './reasons.ts';
import type { Command, ReadCommand } from './verbs.ts';

import { readMarkdown } from '../../src/runbooks/markdown.ts';
import { proceduresAsking, stepsOf } from './asking.ts';
import { allLines, linesOf } from './lines.ts';
import { shelfOf } from './reasons.ts';

export interface Covered {
  readonly line: Line;
  /** What answers it: the command at its end, or else those of its prose; of a heading also those of what is below. */
  readonly answers: readonly Command[];
  /** It is the command at the end of the line, which a step has as its button. */
  readonly isButton: boolean;
  /** Its number, where it is a step of a procedure. */
  readonly step: number | null;
  readonly askedBy: readonly Procedure[];
  /** Why no command answers it; null where one does. */
  readonly because: string | null;
  /** Commands of the prose that show something towards what no command answers. */
  readonly towards: readonly Command[];
  readonly below: readonly Covered[];
}

export interface Coverage {
  /** The headings of each file in their order. */
  readonly covered: readonly Covered[];
  readonly faults: readonly RunbookFault[];
}

interface Work {
  readonly runbook: Runbook;
  readonly read: ReadCommand;
  readonly shelf: Shelf;
  readonly faults: RunbookFault[];
}

/** What stands above a line. */
interface Above {
  readonly place: string;
  readonly procedure: Procedure | null;
}

const COMMAND_IN_REASON = /`(\/etl[^`]*)`/g;

/** Goes through the runbook line by line. A fault is a line that is not answered for, or a reason that is not needed. */
export function coverageOf(runbook: Runbook, reasons: Reasons, read: ReadCommand): Coverage {
  const work: Work = { runbook, read, shelf: shelfOf(reasons), faults: [] };
  const lines = runbook.files.flatMap((file) => {
    const document = readMarkdown(file);
    if (document.ok) return linesOf(document.value);
    work.faults.push(document.error);
    return [];
  });
  const covered = lines.map((line) => cover(work, line, { place: line.source.file, procedure: null }));
  const faults = [...work.faults, ...stepsWithoutLine(runbook, lines), ...work.shelf.leftOver(lines)];
  return { covered, faults: faults.toSorted((a, b) => rank(a.file) - rank(b.file) || a.line - b.line) };

  function rank(path: string): number {
    return runbook.files.findIndex((file) => file.path === path);
  }
}

/** All of them, in their order. */
export function* allCovered(covered: Covered): Generator<Covered> {
  yield covered;
  for (const below of covered.below) yield* allCovered(below);
}

function cover(work: Work, line: Line, above: Above): Covered {
  const { file, line: number } = line.source;
  const fault = (problem: string) => void work.faults.push({ file, line: number, problem });
  const own =
    work.runbook.procedures.find(
      ({ source }) => line.depth !== null && source.file === file && source.line === number,
    ) ?? null;
  const procedure = own ?? above.procedure;
  const below = line.below.map((each) => cover(work, each, { place: line.place, procedure }));
  const [command = null] = line.command === null ? [] : commandsOf(work, [line.command], 'whole', fault);
  const named = commandsOf(work, line.named, 'named', fault);
  const because = reasonFor(work, above.place, line, fault);

  const beneath = below.flatMap(({ answers }) => answers);
  const [sure] = command === null ? beneath : [command];
  if (sure !== undefined && because !== null)
    fault(`${said(line)} is answered by ${sure.text} now: take its reason out, ${JSON.stringify(because)}`);
  if (sure === undefined && line.command === null && line.named.length === 0 && because === null)
    fault(
      `${said(line)} has no command and no reason: quote a command, or say under ${JSON.stringify(above.place)} why there is none`,
    );
  const direct = command === null ? named : [command];
  const answers = because === null ? onePerText([...direct, ...beneath]) : [];
  const step = stepNumber(procedure, line);
  return {
    line,
    answers,
    isButton: command !== null,
    step,
    askedBy: askedBy(),
    because,
    towards: because === null ? [] : named,
    below,
  };

  function askedBy(): readonly Procedure[] {
    if (own !== null) return [own];
    if (below.length > 0) return [...new Set(below.flatMap((each) => each.askedBy))];
    if (step !== null && procedure !== null) return [procedure];
    return proceduresAsking(work.runbook, line, answers, procedure);
  }
}

function commandsOf(
  { read }: Work,
  texts: readonly string[],
  how: 'whole' | 'named',
  fault: (problem: string) => void,
): readonly Command[] {
  return texts.flatMap((text) => {
    const command = read(text, how);
    if (command.ok) return [command.value];
    fault(command.error);
    return [];
  });
}

function reasonFor(
  { shelf, read }: Work,
  place: string,
  line: Line,
  fault: (problem: string) => void,
): string | null {
  const taken = shelf.take(place, line);
  if (taken === null) return null;
  const [towards] = line.named;
  if (towards !== undefined && !taken.isRest)
    fault(
      `The prose of ${said(line)} names ${towards} by now: take its reason out, or say what is left as { rest }, ${JSON.stringify(taken.because)}`,
    );
  if (towards === undefined && taken.isRest)
    fault(`The prose of ${said(line)} names no command, so that nothing is left beside one: say why as text`);
  if (taken.again) fault(`${said(line)} stands twice below ${place}: give one of them another name`);
  for (const [, command = ''] of taken.because.matchAll(COMMAND_IN_REASON)) {
    const found = read(command, 'named');
    if (!found.ok) fault(`${found.error}, which the reason for ${said(line)} names`);
  }
  return taken.because;
}

function stepNumber(procedure: Procedure | null, { source }: Line): number | null {
  if (procedure === null) return null;
  const index = stepsOf(procedure).findIndex((step) => step.source.line === source.line);
  return index === -1 ? null : index + 1;
}

/** Steps that are comments in a block of code are no list items, and nobody would answer for them here. */
function stepsWithoutLine({ procedures }: Runbook, lines: readonly Line[]): readonly RunbookFault[] {
  const known = new Set(lines.flatMap((line) => [...allLines(line)]).map(({ source }) => keyOf(source)));
  return procedures
    .flatMap(stepsOf)
    .filter(({ source }) => !known.has(keyOf(source)))
    .map(({ text, source }) => ({
      ...source,
      problem: `${JSON.stringify(text)} is a step and no list item: write it as one`,
    }));
}

function keyOf({ file, line }: Line['source']): string {
  return `${file}:${line}`;
}

function said({ text }: Line): string {
  return JSON.stringify(text);
}

function onePerText(commands: readonly Command[]): readonly Command[] {
  return [...new Map(commands.map((command) => [command.text, command])).values()];
}
