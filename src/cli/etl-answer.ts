/**
 * What `handrail etl` prints of an answer, a refusal or a fault: lines for a person, or with `--json` one object of one
 * shape whatever came of it, so that a script never has to tell them apart before it reads them.
 */

import type { Reply } from '../handlers/reply.ts';
import type { Finding } from '../operations/finding.ts';
import type { CliContext } from './context.ts';

import { formatTime } from '../lib/moment.ts';
import { redact } from '../lib/redact.ts';
import { finding } from '../operations/findings.ts';
import { StoreFault } from '../store/engine.ts';
import { CliFault } from './context.ts';
import { asTypedHere, EXIT_CODE, findingJson, findingLines, WRONG_USAGE } from './print-finding.ts';

export interface Asked {
  readonly verb: string;
  /** The ARN of who asked, as AWS reports it. */
  readonly user: string;
}

type Printing = Pick<CliContext, 'print'>;

/** Prints what the verb brought `user`, and returns the exit code. */
export function printReply({ print }: Printing, { verb, user }: Asked, reply: Reply, json: boolean): number {
  const found = asFinding(reply, user);
  if (json) print(findingJson(verb, found));
  else for (const line of findingLines(found)) print(line);
  return EXIT_CODE[found.verdict];
}

/** Prints why the words were not understood, and returns the exit code. */
export function printMisuse({ print }: Printing, verb: string, sentence: string, json: boolean): number {
  print(json ? findingJson(verb, saying('fail', sentence)) : asTypedHere(sentence));
  return WRONG_USAGE;
}

/** Prints help, and returns its exit code. */
export function printHelp({ print }: Printing, lines: readonly string[], json: boolean): number {
  if (json) print(findingJson('help', saying('ok', lines.join('\n'))));
  else for (const line of lines) print(line);
  return EXIT_CODE.ok;
}

/** What could not even be tried, as a script reads it; the person is told beside it. */
export function faultJson(verb: string, error: unknown): string {
  const told = error instanceof CliFault || error instanceof StoreFault;
  const sentence = error instanceof Error ? error.message : String(error);
  return findingJson(verb, saying('fail', told ? sentence : redact(sentence)));
}

/** What is no finding is a sentence: a refusal, or what would be started. */
function asFinding(reply: Reply, user: string): Finding {
  switch (reply.kind) {
    case 'finding':
      return reply.finding;
    case 'refused':
      return { ...saying('fail', reply.text), facts: askedFacts(reply.ask, user), next: reply.next };
    case 'said':
      return saying('ok', reply.text);
    case 'already':
      return saying('ok', alreadySentence(reply));
    default:
      throw new Error(`Expected a finding, a refusal or a sentence of a verb, got ${reply.kind}`);
  }
}

/** `/etl retry silver-users is over already: U0RESPONDER, 2026-11-12T03:00Z.` */
function alreadySentence({ what, by, at }: Extract<Reply, { kind: 'already' }>): string {
  const who = by === null ? [] : [by.kind === 'person' ? by.user : 'Handrail'];
  const doneBy = [...who, ...(at === null ? [] : [formatTime(at)])];
  return `${what} already${doneBy.length === 0 ? '' : `: ${doneBy.join(', ')}`}.`;
}

/** Nobody sees by which identity they ask, and it is that one that `access` has to name. */
function askedFacts(ask: readonly string[], user: string): Finding['facts'] {
  if (ask.length === 0) return [];
  return [
    { label: 'You are', value: user },
    { label: 'Who can', value: ask.join(', ') },
  ];
}

function saying(verdict: 'ok' | 'fail', summary: string): Finding {
  return finding({ verdict, summary, trueAt: Date.now() });
}
