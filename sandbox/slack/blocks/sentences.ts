/** Turns what the schemas found into the sentences that Slack answers, each with the JSON pointer of its culprit. */

import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** The sentences of a failed check. `root` is where the value stands in the call: `/blocks`, `/view`. */
export function slackSentences(error: z.ZodError, root: string): readonly string[] {
  return error.issues.flatMap((issue) => sentencesOf(issue, root));
}

function sentencesOf(issue: Issue, root: string): readonly string[] {
  const here = pointer(root, issue.path);
  const parent = pointer(root, issue.path.slice(0, -1));
  const name = String(issue.path.at(-1) ?? '');
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'array'
        ? [`no more than ${issue.maximum} items allowed ${here}`]
        : [`must be less than ${Number(issue.maximum) + 1}${unit(issue.origin)} ${here}`];
    case 'too_small':
      return issue.origin === 'array'
        ? [`no fewer than ${issue.minimum} items allowed ${here}`]
        : [`must be more than ${Number(issue.minimum) - 1}${unit(issue.origin)} ${here}`];
    case 'unrecognized_keys':
      return issue.keys.map((key) => `invalid additional property: ${key} ${here}`);
    case 'invalid_type':
      return issue.input === undefined
        ? [`missing required field: ${name} ${parent}`]
        : [`must be a ${issue.expected} ${here}`];
    case 'invalid_union':
      return [typeSentence(tagOf(issue.input), here, parent)];
    case 'invalid_value':
      return [
        name === 'type'
          ? typeSentence(issue.input, here, parent)
          : valueSentence(issue.input, name, here, parent),
      ];
    default:
      return [`${issue.message} ${here}`];
  }
}

/** A discriminated union reports the whole object that it could not tell. */
function tagOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'type' in input ? input.type : undefined;
}

function typeSentence(tag: unknown, here: string, parent: string): string {
  return tag === undefined
    ? `missing required field: type ${parent}`
    : `unsupported type: ${String(tag)} ${here}`;
}

function valueSentence(input: unknown, name: string, here: string, parent: string): string {
  return input === undefined ? `missing required field: ${name} ${parent}` : `must be a valid value ${here}`;
}

function unit(origin: string): string {
  return origin === 'string' ? ' characters' : '';
}

function pointer(root: string, path: Path): string {
  return `[json-pointer:${[root, ...path.map(String)].join('/')}]`;
}
