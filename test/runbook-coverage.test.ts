/** The page that says what answers each line of the runbook, and what is made of it where something is left open. */

import type { ReadCommand } from '../runbooks/coverage/verbs.ts';
import type { Reasons } from '../runbooks/coverage/reasons.ts';

import { describe, expect, it } from '@jest/globals';

import { allCovered, coverageOf } from '../runbooks/coverage/coverage.ts';
import { allLines } from '../runbooks/coverage/lines.ts';
import { coverageMarkdown } from '../runbooks/coverage/page.ts';
import { coverageOfTodoEtl } from '../runbooks/coverage/todo-etl.ts';
import { commandsOfRelease } from '../runbooks/coverage/verbs.ts';
import { parseRunbook } from '../src/runbooks/parse.ts';
import { filesUnder, readSource } from './support/sources.ts';

const read = commandsOfRelease();

describe('docs/runbook-coverage.md', () => {
  it('has every line of the runbook answered for, and no reason that is not needed', async () => {
    const { faults } = await coverageOfTodoEtl();
    expect(faults.map(({ file, line, problem }) => `${file}:${line}: ${problem}`)).toEqual([]);
  });

  it('is what npm run docs writes', async () => {
    expect(readSource('docs/runbook-coverage.md')).toBe(coverageMarkdown(await coverageOfTodoEtl()));
  });

  it('leaves out no heading and no list item that the files have', async () => {
    const { covered } = await coverageOfTodoEtl();
    const told = covered.flatMap(({ line }) => [...allLines(line)]).map(({ source }) => source);
    const stand = filesUnder(['runbooks/todo-etl'], /\.md$/).flatMap((path) =>
      itemsIn(readSource(path)).map((line) => ({ file: path.split('/').at(-1), line })),
    );
    expect(told).toHaveLength(stand.length);
    expect(told).toEqual(expect.arrayContaining(stand));
  });

  it('is led to from the README and from the page about runbooks', () => {
    expect(readSource('README.md')).toContain('(docs/runbook-coverage.md)');
    expect(readSource('docs/runbooks.md')).toContain('(runbook-coverage.md)');
  });
});

const RUNBOOK = `# Pipeline

## Key Metrics

- **Jobs**: runs that succeed: \`/etl jobs\`
- **Lake**

  Look with \`/etl lake gold\`.

- **Rota**

## Troubleshooting

### 1. Jobs fail

**Causes**:

- A network

**Resolution**:

1. **First**:

   - Look: \`/etl lake\`
   - Run again: \`/etl retry {job}\`

2. **Then**:

   - Tell people

     Keep it with \`/etl note\`.
`;

const REASONS: Reasons = {
  'RUNBOOK.md/key-metrics': { Rota: 'people keep it.' },
  'RUNBOOK.md/troubleshooting/1-jobs-fail': { 'A network': 'nothing reads it.', Then: 'people talk.' },
  'RUNBOOK.md/troubleshooting/1-jobs-fail/then': { 'Tell people': { rest: 'people talk.' } },
};

describe('the coverage of a runbook', () => {
  it('finds the command, the procedure and the reason of each line', () => {
    const { covered, faults } = of(RUNBOOK, REASONS);
    expect(faults).toEqual([]);
    const told = covered
      .flatMap((each) => [...allCovered(each)])
      .map(({ line, answers, isButton, step, askedBy, because, towards }) => [
        line.text,
        answers.map(({ text, runsItself }) => `${text}${isButton ? '!' : ''}${runsItself ? '*' : ''}`).join(),
        step,
        askedBy.map(({ title }) => title).join(),
        because,
        towards.map(({ text }) => text).join(),
      ]);
    expect(told).toEqual([
      ['Pipeline', '/etl jobs*,/etl lake gold*,/etl lake*,/etl retry {job}', null, 'Jobs fail', null, ''],
      ['Key Metrics', '/etl jobs*,/etl lake gold*', null, 'Jobs fail', null, ''],
      ['Jobs: runs that succeed', '/etl jobs!*', null, '', null, ''],
      ['Lake', '/etl lake gold*', null, 'Jobs fail', null, ''],
      ['Rota', '', null, '', 'people keep it.', ''],
      ['Troubleshooting', '/etl lake*,/etl retry {job}', null, 'Jobs fail', null, ''],
      ['Jobs fail', '/etl lake*,/etl retry {job}', null, 'Jobs fail', null, ''],
      ['A network', '', null, '', 'nothing reads it.', ''],
      ['First', '/etl lake*,/etl retry {job}', null, 'Jobs fail', null, ''],
      ['Look', '/etl lake!*', 1, 'Jobs fail', null, ''],
      ['Run again', '/etl retry {job}!', 2, 'Jobs fail', null, ''],
      ['Then', '', null, 'Jobs fail', 'people talk.', ''],
      ['Tell people', '', 3, 'Jobs fail', 'people talk.', '/etl note'],
    ]);
  });

  it('counts what it tells', () => {
    const page = coverageMarkdown(of(RUNBOOK, REASONS));
    expect(page).toContain('**Of 13 lines a command answers 9 (69 %), a procedure asks 10 (77 %)');
    expect(page).toContain('| Items, and headings with none below | 7 | 4 (57 %) | 4 (57 %) | 3 (43 %) |');
    expect(page).toContain(
      '| *Then:* Tell people |  | step 3, by hand | people talk. Towards it: [`/etl note`]',
    );
    expect(page).toContain('| Lake | [`/etl lake gold`](commands.md#lake), typed | [Jobs fail](');
  });

  it.each([
    [
      'an item without command and reason',
      RUNBOOK.replace('- **Rota**', '- **Rota**\n- **Moon**'),
      REASONS,
      '11: "Moon" has no command and no reason: quote a command, or say under "RUNBOOK.md/key-metrics" why there is none',
    ],
    [
      'a reason for what has a command by now',
      RUNBOOK.replace('- **Rota**', '- **Rota**: `/etl health`'),
      REASONS,
      '10: "Rota" is answered by /etl health now: take its reason out, "people keep it."',
    ],
    [
      'a reason for what has an answer below it by now',
      RUNBOOK.replace('Tell people', 'Tell people: `/etl health`'),
      { ...REASONS, 'RUNBOOK.md/troubleshooting/1-jobs-fail/then': {} },
      '27: "Then" is answered by /etl health now: take its reason out, "people talk."',
    ],
    [
      'a reason for what has a command in its prose by now',
      RUNBOOK.replace('- **Rota**', '- **Rota**\n\n  See `/etl health`.\n'),
      REASONS,
      '10: The prose of "Rota" names /etl health by now: take its reason out, or say what is left as { rest }, "people keep it."',
    ],
    [
      'a rest where no command stands beside it any more',
      RUNBOOK.replace('Keep it with `/etl note`.', 'Keep it.'),
      REASONS,
      '29: The prose of "Tell people" names no command, so that nothing is left beside one: say why as text',
    ],
    [
      'a reason for a line that is gone',
      RUNBOOK,
      { ...REASONS, 'RUNBOOK.md/troubleshooting': { Moon: 'it is far.' } },
      '12: There is a reason for "Moon" below RUNBOOK.md/troubleshooting, where no such line stands: correct it, or take it out',
    ],
    [
      'one reason for two lines',
      RUNBOOK.replace('- **Rota**', '- **Rota**\n- **Rota**'),
      REASONS,
      '11: "Rota" stands twice below RUNBOOK.md/key-metrics: give one of them another name',
    ],
    [
      'a verb that does not exist, at the end of a line',
      RUNBOOK.replace('/etl jobs', '/etl moonshot'),
      REASONS,
      '5: There is no command "/etl moonshot"',
    ],
    [
      'a verb that does not exist, in prose',
      RUNBOOK.replace('/etl lake gold', '/etl moonshot'),
      REASONS,
      '6: There is no command "/etl moonshot"',
    ],
    [
      'a verb that does not exist, in a reason',
      RUNBOOK,
      { ...REASONS, 'RUNBOOK.md/key-metrics': { Rota: 'ask `/etl moonshot`.' } },
      '10: There is no command "/etl moonshot", which the reason for "Rota" names',
    ],
    [
      'arguments that the command does not take',
      RUNBOOK.replace('/etl retry {job}', '/etl retry {job} --gently'),
      REASONS,
      '25: "/etl retry {job} --gently" cannot be run: Expected an option of retry, got --gently',
    ],
    [
      'a step that is a comment in a block of code',
      `${RUNBOOK}\n### 2. Jobs are slow\n\n- See: \`/etl jobs\`\n\n\`\`\`bash\n# Wait\n\`\`\`\n`,
      REASONS,
      '38: "Wait" is a step and no list item: write it as one',
    ],
  ])('fails on %s, with its line', (_, markdown, reasons, fault) => {
    const faults = of(markdown, reasons).faults.map(({ line, problem }) => `${line}: ${problem}`);
    expect(faults).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
  });
});

function of(markdown: string, reasons: Reasons, by: ReadCommand = read): ReturnType<typeof coverageOf> {
  return coverageOf(parseRunbook([{ path: 'RUNBOOK.md', markdown }]).runbook, reasons, by);
}

/** Lines on which a heading or a list item begins, found without a parser: nothing of a block of code is one. */
function itemsIn(markdown: string): readonly number[] {
  let inCode = false;
  return markdown.split('\n').flatMap((text, index) => {
    if (/^\s*```/.test(text)) inCode = !inCode;
    return !inCode && /^\s*(?:#{1,6}|[-*]|\d+\.)\s/.test(text) ? [index + 1] : [];
  });
}
