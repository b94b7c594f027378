import { describe, expect, it } from '@jest/globals';

import type { LintOptions } from '../../src/runbooks/lint.ts';

import { asksForCause, causesNear } from '../../src/checklists/cause-words.ts';
import { lintRunbook } from '../../src/runbooks/lint.ts';
import { PLACEHOLDERS } from '../../src/runbooks/placeholders.ts';
import { parse } from './support.ts';

/** What can be run, and what it says; `status` is another word for `health`. */
const ANSWERS: Readonly<Record<string, ReturnType<LintOptions['answers']>>> = {
  logs: { verb: 'logs', namesCause: true },
  retry: { verb: 'retry', namesCause: true },
  lake: { verb: 'lake', namesCause: false },
  health: { verb: 'health', namesCause: false },
  status: { verb: 'health', namesCause: false },
};

const OPTIONS: LintOptions = {
  verbs: ['logs', 'retry', 'lake', 'status', 'health', 'note'],
  answers: (verb) => ANSWERS[verb] ?? null,
  asksForCause,
  causesNear,
  placeholders: PLACEHOLDERS,
  alarmNames: [],
  today: '2027-05-02',
};

function lint(files: Readonly<Record<string, string>>, options: Partial<LintOptions> = {}) {
  const { runbook, faults } = parse(files);
  return lintRunbook(runbook, faults, { ...OPTIONS, ...options }).map(
    ({ file, line, problem }) => `${file}:${line} ${problem}`,
  );
}

describe('lint', () => {
  it('finds nothing in a runbook that is well', () => {
    expect(
      lint({
        'RUNBOOK.md':
          '# R\n\nSee `/etl`, `/etl 42` and [below](#1-a).\n\n## Common Issues\n\n### 1. A\n\n**Alarms**: `a-*`\n\n- Look: `/etl logs {job}`\n\nSee [B](./docs/b.md#b) and [out](../x.md).\n',
        'docs/b.md': '# B\n',
      }),
    ).toEqual([]);
  });

  it('finds commands that do not exist, in steps, in prose and in code', () => {
    const faults = lint({
      'RUNBOOK.md':
        '## Daily\n\n### A\n\n- Look: `/etl lgos {job}`\n- Read: `/etl logs {jbo}`\n\nOr `/etl drop`.\n\n```\n# x\n/etl stop\n```\n',
    });
    expect(faults).toEqual([
      'RUNBOOK.md:5 There is no command "/etl lgos": expected one of logs, retry, lake, status, health, note',
      'RUNBOOK.md:6 Nothing can fill {jbo} in "/etl logs {jbo}": expected one of {job} {run} {table} {stage} {pipeline} {from} {to}',
      'RUNBOOK.md:8 There is no command "/etl drop": expected one of logs, retry, lake, status, health, note',
      'RUNBOOK.md:12 There is no command "/etl stop": expected one of logs, retry, lake, status, health, note',
    ]);
  });

  it('finds conditions that say nothing, and those that no step before them answers', () => {
    const condition = (text: string) => `- Look\n\n  Needed when: ${text}\n\n`;
    const markdown = `## Daily\n\n### A\n\n${[
      'out of memory',
      'lake fails',
      'qualty fails or note is ok',
      'step 1 says so, throttled',
      '',
      'status is ok',
    ]
      .map(condition)
      .join('')}- Look: \`/etl lake\`\n`;
    const expected =
      'expected words of a cause, such as "out of memory", or one command with fails, warns, is ok or is not ok, such as "lake fails"';
    const unnamed = (words: string) =>
      `No step before this one names a cause, so nothing answers "${words}": run /etl logs or /etl retry in a step above`;
    expect(lint({ 'RUNBOOK.md': markdown })).toEqual([
      `RUNBOOK.md:7 ${unnamed('out of memory')}`,
      'RUNBOOK.md:11 No step before this one runs /etl lake, so nothing answers "lake fails": run it in a step above',
      'RUNBOOK.md:15 No step before this one runs /etl note, so nothing answers "note is ok": run it in a step above',
      'RUNBOOK.md:15 There is no command "/etl qualty" to answer "qualty fails": expected one of logs, retry, lake, status, health, note',
      `RUNBOOK.md:19 ${unnamed('throttled')}`,
      `RUNBOOK.md:19 Nothing answers "step 1 says so": ${expected}`,
      `RUNBOOK.md:23 "Needed when:" says nothing: ${expected}`,
      'RUNBOOK.md:27 No step before this one runs /etl status, so nothing answers "status is ok": run it in a step above',
    ]);
  });

  it('finds conditions that name no known cause, with those that may be meant', () => {
    const asked = [
      'out of memroy',
      'disk',
      'OutOfMemory',
      'input missing or throttled',
      'time out',
      'any failure',
      'always, no cause was found',
      'logs fails and out of memory or out of memory and throttled',
      'gremlins',
      '`users`, KeyError or S3.InvalidBucket',
    ];
    const markdown = `## Daily\n\n### A\n\n- Look: \`/etl logs {job}\`\n${asked
      .map((words) => `- Mend\n  Needed when: ${words}\n`)
      .join('')}`;
    const unknown = (words: string, ...near: readonly string[]) =>
      `"${words}" names no known cause, so nothing answers it: did you mean ${near
        .map((name) => `"${name}"`)
        .join(' or ')}? One word that stands in logs goes into quotes`;
    const expected =
      'expected words of a cause, such as "out of memory", or one command with fails, warns, is ok or is not ok, such as "lake fails"';
    expect(lint({ 'RUNBOOK.md': markdown }).map((fault) => fault.replace('RUNBOOK.md:', ''))).toEqual([
      `7 ${unknown('out of memroy', 'out of memory')}`,
      `9 ${unknown('disk', 'disk full')}`,
      `11 ${unknown('OutOfMemory', 'out of memory')}`,
      `13 ${unknown('input missing', 'input is missing')}`,
      `15 ${unknown('time out', 'timeout')}`,
      `17 Nothing answers "any failure": ${expected}`,
      `19 Nothing answers "always": ${expected}`,
      `19 Nothing answers "no cause was found": ${expected}`,
      `21 Nothing answers "logs fails and out of memory": ${expected}`,
      `21 Nothing answers "out of memory and throttled": ${expected}`,
      `23 "gremlins" names no known cause, so nothing answers it: ${expected}`,
    ]);
  });

  it('finds nothing wrong with conditions that steps before them answer, in other phases and by other words too', () => {
    const markdown =
      '## Daily\n\n### A\n\n**One**:\n\n- Look: `/etl logs {job}`\n- Look: `/etl health`\n\n**Two**:\n\n- Mend\n\n  Needed when: throttled or status is not ok\n';
    expect(lint({ 'RUNBOOK.md': markdown })).toEqual([]);
  });

  it('finds links that lead nowhere, and believes named anchors', () => {
    const faults = lint({
      'RUNBOOK.md':
        '# R\n\n[a](#x)\n[b](B.md)\n[c](c/C.md#y)\n[d](#here) [e](https://x.y/z.md#q) [f](img.png)\n\n<a id="here"></a>\n',
      'c/C.md': '# C\n\n[up](../RUNBOOK.md#r)\n',
    });
    expect(faults).toEqual([
      'RUNBOOK.md:3 The link "a" leads nowhere: RUNBOOK.md has no heading #x',
      'RUNBOOK.md:4 The link "b" leads nowhere: there is no file B.md in this runbook',
      'RUNBOOK.md:5 The link "c" leads nowhere: c/C.md has no heading #y',
    ]);
  });

  it('finds alarms without a procedure, and procedures without an alarm', () => {
    const files = {
      'RUNBOOK.md':
        '# R\n\n## Common Issues\n\n### 1. A\n\n- Look\n\n### 2. B\n\n**Alarms**: `b-*`\n\n- Look\n',
    };
    expect(lint(files, { alarmNames: ['b-late', 'c-late'] })).toEqual([
      'RUNBOOK.md:1 The alarm "c-late" leads to no procedure: add a pattern for it under **Alarms** of one',
      'RUNBOOK.md:5 No alarm leads to "A": name some under **Alarms**, such as `silver-*-failed`',
    ]);
  });

  it('asks no alarm of what is opened, jumped to, linked from another file, or done by the calendar', () => {
    const linked = { 'A_CHECKLIST.md': '# A\n\n- Look\n' };
    const text =
      '# R\n\n## Daily\n\n### 1. D\n\n- Else [E](#2-e)\n\n## Emergency Procedures\n\n### 2. E\n\n- Look\n\n## More\n\n';
    expect(lint({ ...linked, 'RUNBOOK.md': `${text}[A](A_CHECKLIST.md)\n` })).toEqual([]);
    expect(lint({ ...linked, 'RUNBOOK.md': text })).toEqual([
      'A_CHECKLIST.md:1 No alarm leads to "A": name some under **Alarms**, such as `silver-*-failed`',
    ]);
  });

  it('finds a review that is overdue from the day after', () => {
    const files = { 'A.md': '---\nowner: data-platform\nreview-by: 2027-05-01\n---\n\n# A\n' };
    expect(lint(files, { today: '2027-05-01' })).toEqual([]);
    expect(lint(files)).toEqual([
      'A.md:3 Was to be reviewed by data-platform by 2027-05-01: read it, correct it, and set a new review-by',
    ]);
  });

  it('tells what parsing found too, in the order of files and lines', () => {
    const faults = lint({
      'B.md': '## Daily\n\n### Empty\n',
      'A.md': '---\nkind: never\n---\n\n[x](#x)\n',
    });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(['A.md:2', 'A.md:5', 'B.md:3']);
  });
});
