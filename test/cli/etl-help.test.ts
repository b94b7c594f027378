/** Help on the command line, and the page about the commands, which are made of what the verbs declare. */

import { describe, expect, it } from '@jest/globals';

import type { Operation } from '../../src/operations/operation.ts';

import { commandsMarkdown } from '../../src/cli/commands-markdown.ts';
import { etlHelp, isHelp } from '../../src/cli/etl-help.ts';
import { operationsOfRelease } from '../../src/cli/verbs.ts';
import { declaredVerbs } from '../../src/handlers/verbs/registry.ts';
import { readSource } from '../support/sources.ts';

function help(...words: readonly string[]): { readonly code: number; readonly text: string } {
  const lines: string[] = [];
  const code = etlHelp({ print: (line) => void lines.push(line) }, words);
  return { code, text: lines.join('\n') };
}

describe('docs/commands.md', () => {
  it('is what npm run docs writes', () => {
    expect(readSource('docs/commands.md')).toBe(commandsMarkdown());
  });

  it('says of each verb how it is used, who may, and what AWS has to allow', () => {
    const page = commandsMarkdown();
    for (const { verb } of declaredVerbs(operationsOfRelease())) expect(page).toContain(`\n## ${verb}\n`);
    expect(page).toContain('| `s3:ListObjectsV2` | `s3:ListBucket` |');
    expect(page).toContain('needs the level operator, or viewer with `--dry-run`.');
    expect(page).toContain('| [`whoami`](#whoami) | Says what you may do here | reads | anybody |');
  });

  it('is led to from the README, which has each verb in its own table', () => {
    const readme = readSource('README.md');
    expect(readme).toContain('(docs/commands.md)');
    const told = [...readme.matchAll(/^\| `\/etl (\w+)/gm)].map(([, verb]) => verb);
    const verbs = declaredVerbs(operationsOfRelease()).map(({ verb }) => verb);
    expect(verbs.filter((verb) => !told.includes(verb))).toEqual([]);
  });
});

const RUNBOOKS = readSource('docs/runbooks.md');

function toldIn(between: RegExp): ReadonlySet<string> {
  const words = between.exec(RUNBOOKS)?.[1] ?? '';
  return new Set([...words.matchAll(/`([a-z]+)`/g)].map(([, verb = '']) => verb));
}

function verbsThat(isWanted: (operation: Operation) => boolean): ReadonlySet<string> {
  return new Set(
    operationsOfRelease()
      .filter(isWanted)
      .map(({ verb }) => verb),
  );
}

describe('docs/runbooks.md', () => {
  it('names each command that a step can run, by what it may do', () => {
    expect(toldIn(/look into AWS can be run: ([^.]+)\./)).toEqual(verbsThat(({ risk }) => risk === 'read'));
    expect(toldIn(/Of those that change it ([^.]+)\./)).toEqual(verbsThat(({ risk }) => risk !== 'read'));
  });

  it('names those that read and yet wait for a person', () => {
    expect(toldIn(/waits for a person with the level for it, and so does ([^,.]+),/)).toEqual(
      verbsThat(({ risk, unasked }) => risk === 'read' && !unasked),
    );
  });
});

describe('the help of handrail etl', () => {
  it('lists what AWS can be asked, as it is typed here', () => {
    const { code, text } = help('help');
    expect(code).toBe(0);
    for (const { verb } of operationsOfRelease()) expect(text).toContain(`\nhandrail etl ${verb} `);
    expect(text).toContain('--no-store');
    expect(text).not.toContain('handrail etl ack');
    expect(help('--help')).toEqual({ code, text });
  });

  it('explains one verb, by any of its names and wherever help is asked for', () => {
    const { code, text } = help('runs', '--help');
    expect(code).toBe(0);
    expect(text).toMatch(/^handrail etl runs <job> \[--last 50\]/);
    expect(text).toMatch(/^ {2}--last 50 +How many$/m);
    expect(text).toContain('Asks of AWS: glue:GetJobRuns, glue:GetJobs');
    expect(help('help', 'runs').text).toBe(text);
    expect(help('status', '-h').text).toContain('handrail etl health');
  });

  it('says what there is for a verb that there is not', () => {
    expect(help('help', 'jbos')).toEqual({ code: 2, text: expect.stringContaining('Did you mean jobs?') });
  });

  it('is given to who asks for it, and to nobody else', () => {
    expect(isHelp(['help'])).toBe(true);
    expect(isHelp(['logs', 'help'])).toBe(false);
    expect(isHelp(['retry', 'silver-users', '--dry-run'])).toBe(false);
  });
});
