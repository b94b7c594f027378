import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { findProcedures } from '../../src/runbooks/find.ts';
import { procedureForAlarm } from '../support/procedures.ts';
import { asksForCause, causesNear } from '../../src/checklists/cause-words.ts';
import { lintRunbook } from '../../src/runbooks/lint.ts';
import { parseRunbook } from '../../src/runbooks/parse.ts';
import { runbookAsJson } from '../../src/runbooks/show.ts';
import { parse } from './support.ts';

// Pieces that mean something to the parser, so that arbitrary orders of them reach its corners.
const PIECE = fc.constantFrom(
  '# ', '## Daily\n', '### 1. A\n', '#### Emergency Procedures\n', '---\n', 'kind: daily\n', '- ', '1. ', '  ', '\n', '\n\n',
  '**Symptoms**: ', '**Resolution**:', '**Alarms**', '`/etl retry {job}`', '```\n', '# comment\n', '# - x\n', '- [ ] ',
  '[a](#a)', '[a](B_CHECKLIST.md)', '[a]: %E0%A4%A', '(within 5 min)', 'Good when: ', 'Needed when: ', ' or ', 'logs fails', '> ', '|a|\n|-|\n', '<a id="x">', ':', '*', '\\', '\t',
  '\u0000', '\uD800', '\r',
); // prettier-ignore
const MARKDOWN = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.oneof({ weight: 4, arbitrary: PIECE }, { weight: 1, arbitrary: fc.string() }), {
      maxLength: 60,
    })
    .map((pieces) => pieces.join('')),
);

// Words that no rule of the format reads as something else.
const WORD = fc
  .stringMatching(/^[a-z]{3,9}$/)
  .filter((word) => !/^(?:good|etl|within|needed|otherwise)/.test(word));
const WORDS = fc.array(WORD, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
const STEP = fc.record({
  text: WORDS.map((words) => `Do ${words}`),
  command: fc.option(WORD.map((word) => `/etl ${word} {job}`)),
  help: fc.option(WORDS),
  goodWhen: fc.option(WORDS),
  neededWhen: fc.option(WORDS),
  code: fc.option(WORDS),
  dueMinutes: fc.option(fc.integer({ min: 1, max: 600 })),
});
const PHASE = fc.record({ title: WORDS, steps: fc.array(STEP, { minLength: 1, maxLength: 4 }) });
const PROCEDURE = fc.record({
  title: WORDS,
  symptoms: fc.array(WORDS, { maxLength: 3 }),
  causes: fc.array(WORDS, { maxLength: 3 }),
  alarms: fc.array(
    WORD.map((word) => `${word}-*`),
    { maxLength: 3 },
  ),
  phases: fc.array(PHASE, { minLength: 1, maxLength: 3 }),
});

describe('whatever the text', () => {
  it('parses, lints, shows and searches without throwing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('RUNBOOK.md', 'B_CHECKLIST.md', 'x/y.md'), MARKDOWN), {
          maxLength: 3,
        }),
        fc.string(),
        (files, words) => {
          const { runbook, faults } = parseRunbook(files.map(([path, markdown]) => ({ path, markdown })));
          const options = {
            verbs: ['logs'],
            answers: () => ({ verb: 'logs', namesCause: false }),
            asksForCause,
            causesNear,
            placeholders: ['job'],
            alarmNames: [words],
            today: '2026-01-31',
          };
          const all = lintRunbook(runbook, faults, options);
          expect(all).toEqual(expect.arrayContaining([...faults]));
          for (const { procedure } of findProcedures(runbook, words))
            expect(runbook.procedures).toContain(procedure);
          procedureForAlarm(runbook, words, words);
          expect(runbookAsJson(runbook).procedures).toHaveLength(runbook.procedures.length);
          for (const { file, line } of all) {
            const source = runbook.files.find(({ path }) => path === file);
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual((source?.markdown.split('\n').length ?? 0) + 1);
          }
          for (const step of runbook.procedures.flatMap(({ phases }) =>
            phases.flatMap(({ steps }) => steps),
          )) {
            expect(step.text.trim()).not.toBe('');
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives what it parsed a second time', () => {
    fc.assert(
      fc.property(MARKDOWN, (markdown) => {
        const first = parse({ 'RUNBOOK.md': markdown });
        expect(parseRunbook(first.runbook.files)).toEqual(first);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a runbook written from its parts', () => {
  it('comes back as those parts', () => {
    fc.assert(
      fc.property(
        fc.array(PROCEDURE, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (procedures, phasesAsHeadings) => {
          const markdown = written(procedures, phasesAsHeadings);
          const { runbook, faults } = parse({ 'RUNBOOK.md': markdown });
          expect(faults).toEqual([]);
          expect(
            runbook.procedures.map(({ title, symptoms, causes, alarms }) => ({
              title,
              symptoms,
              causes,
              alarms,
            })),
          ).toEqual(
            procedures.map(({ title, symptoms, causes, alarms }) => ({ title, symptoms, causes, alarms })),
          );
          expect(
            runbook.procedures.map(({ phases }) =>
              phases.map(({ title, steps }) => ({
                title,
                steps: steps.map(({ text, command, help, goodWhen, neededWhen, code, dueWithinMs }) => {
                  return {
                    text,
                    command,
                    help,
                    goodWhen,
                    neededWhen: neededWhen?.text ?? null,
                    code,
                    dueMinutes: dueWithinMs === null ? null : dueWithinMs / 60_000,
                  };
                }),
              })),
            ),
          ).toEqual(procedures.map(({ phases }) => phases));
          const lines = markdown.split('\n');
          for (const step of runbook.procedures.flatMap(({ phases }) =>
            phases.flatMap(({ steps }) => steps),
          )) {
            expect(lines[step.source.line - 1]).toContain(step.text);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

type Part<T> = T extends fc.Arbitrary<infer U> ? U : never;

function written(procedures: readonly Part<typeof PROCEDURE>[], phasesAsHeadings: boolean): string {
  const lines = ['# Title', '', '## Emergency Procedures', ''];
  procedures.forEach((procedure, index) => {
    lines.push(`### ${index + 1}. ${procedure.title}`, '');
    for (const [label, facts] of [
      ['Symptoms', procedure.symptoms],
      ['Causes', procedure.causes],
    ] as const) {
      if (facts.length > 0) lines.push(`**${label}**:`, ...facts.map((fact) => `- ${fact}`), '');
    }
    if (procedure.alarms.length > 0)
      lines.push(`**Alarms**: ${procedure.alarms.map((name) => `\`${name}\``).join(', ')}`, '');
    procedure.phases.forEach((phase, number) => {
      const indent = phasesAsHeadings ? '' : '   ';
      lines.push(phasesAsHeadings ? `#### ${phase.title}` : `${number + 1}. **${phase.title}**:`, '');
      for (const step of phase.steps) lines.push(...writtenStep(step).map((line) => `${indent}${line}`));
    });
  });
  return lines.join('\n');
}

function writtenStep(step: Part<typeof STEP>): readonly string[] {
  const due = step.dueMinutes === null ? '' : ` (within ${step.dueMinutes} min)`;
  const command = step.command === null ? '' : `: \`${step.command}\``;
  return [
    `- ${step.text}${due}${command}`,
    '',
    ...(step.help === null ? [] : [`  ${step.help}`, '']),
    ...(step.code === null ? [] : ['  ```', `  ${step.code}`, '  ```', '']),
    ...(step.neededWhen === null ? [] : [`  Needed when: ${step.neededWhen}. Otherwise skip.`, '']),
    ...(step.goodWhen === null ? [] : [`  Good when: ${step.goodWhen}`, '']),
  ];
}
