import { describe, expect, it } from '@jest/globals';

import { onlyStep, parse } from './support.ts';

describe('the text of a step', () => {
  it('is plain words, over the lines that it takes', () => {
    expect(onlyStep('- Look at **all** of\n  `silver-users`, _now_').text).toBe(
      'Look at all of silver-users, now',
    );
  });

  it('repeats an address that stands in it below', () => {
    expect(onlyStep('- Open the [console](https://example.com/x)')).toMatchObject({
      text: 'Open the console',
      help: '[console](https://example.com/x)',
    });
  });

  it('is passed over when there are no words', () => {
    expect(onlyStep('- \n- Look').text).toBe('Look');
  });
});

describe('the command of a step', () => {
  it('is the /etl code span after its last colon', () => {
    expect(onlyStep('1. Retry failed jobs: `/etl retry {job}`')).toMatchObject({
      text: 'Retry failed jobs',
      command: '/etl retry {job}',
    });
  });

  it('may be followed by help on the next line, without a blank one', () => {
    expect(onlyStep('- Retry: `/etl retry  {job}`\n  Once only.\n  Good when: it succeeds')).toMatchObject({
      text: 'Retry',
      command: '/etl retry {job}',
      help: 'Once only.',
      goodWhen: 'it succeeds',
    });
  });

  it.each([
    ['no colon', '- Retry with `/etl retry {job}`'],
    ['words after it', '- Retry: `/etl retry {job}` when needed'],
    ['another command', '- Look: `aws s3 ls`'],
    ['a longer word', '- Look: `/etlx retry`'],
  ])('is none with %s', (_, item) => {
    expect(onlyStep(item).command).toBeNull();
  });
});

describe('what is indented below a step', () => {
  it('is help, test and code', () => {
    const step = onlyStep(`- Look

  First line
  of help.

  - a list
  - in the help

  Then more. Good enough.
  **Good when**: all is
  well.

  \`\`\`bash
  aws glue get-job-runs \\
    --job-name x
  \`\`\`
`);
    expect(step).toEqual({
      text: 'Look',
      help: 'First line of help.\n\n- a list\n- in the help\n\nThen more. Good enough.',
      command: null,
      goodWhen: 'all is well.',
      dueWithinMs: null,
      code: 'aws glue get-job-runs \\\n  --job-name x',
      jump: null,
      source: { file: 'RUNBOOK.md', line: 5 },
    });
  });

  it('keeps a hard line break and inline code', () => {
    expect(onlyStep('- Look\n\n  one `a`\\\n  two').help).toBe('one `a`\ntwo');
  });
});

describe('the due time of a step', () => {
  it.each([
    ['(within 15 min)', 15 * 60_000],
    ['(Within 1 hour)', 3_600_000],
    ['(within 2h)', 7_200_000],
    ['( within 90 seconds )', 90_000],
    ['(within 5 minutes)', 300_000],
  ])('%s', (words, dueWithinMs) => {
    expect(onlyStep(`- Tell people ${words}: \`/etl note\``)).toMatchObject({
      text: 'Tell people',
      command: '/etl note',
      dueWithinMs,
    });
  });

  it('is none in other parentheses', () => {
    expect(onlyStep('- Tell people (within reason)')).toMatchObject({
      text: 'Tell people (within reason)',
      dueWithinMs: null,
    });
  });
});

describe('a link in a step', () => {
  const RUNBOOK = `## Common Issues

### 1. A

- Else see [the other](#2-b)
- Or [its end](#the-end), or [C](C_CHECKLIST.md)
- Or [C's heading](./C_CHECKLIST.md#look)
- Or [nowhere](#nowhere), or [myself](#1-a)
- Look

  As in [the other](#2-b).

### 2. B

- Look

#### The End

- Look
`;

  it('leads to the procedure that holds the heading, its words stay', () => {
    const { runbook } = parse({ 'RUNBOOK.md': RUNBOOK, 'C_CHECKLIST.md': '# C\n\n## Look\n\n- x\n' });
    const steps = runbook.procedures[0]?.phases.flatMap((phase) => phase.steps) ?? [];
    const b = 'RUNBOOK.md/common-issues/2-b';
    expect(steps.map(({ text, jump }) => [text, jump])).toEqual([
      ['Else see the other', { label: 'the other', procedure: b }],
      ['Or its end, or C', { label: 'its end', procedure: b }],
      ["Or C's heading", { label: "C's heading", procedure: 'C_CHECKLIST.md' }],
      ['Or nowhere, or myself', null],
      ['Look', { label: 'the other', procedure: b }],
    ]);
    expect(steps[4]?.help).toBe('As in the other.');
    expect(runbook.procedures[0]?.opens).toBeNull();
  });
});
