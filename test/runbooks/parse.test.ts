import { describe, expect, it } from '@jest/globals';

import { MAX_FILE_CHARACTERS } from '../../src/runbooks/markdown.ts';
import { parseRunbook } from '../../src/runbooks/parse.ts';
import { onlyProcedure, parse, shapeOf } from './support.ts';

describe('the shapes a procedure is written in', () => {
  it('reads an emergency: phases are bold items, steps the bullets below', () => {
    const procedure = onlyProcedure(`# Runbook

## Troubleshooting

### Emergency Procedures

#### 1. Pipeline Down
1. **Immediate Response**:
   - Look at the alarms
   - Tell people

2. **Post-Incident**:
   - Write it down
`);
    expect(procedure).toMatchObject({
      id: 'RUNBOOK.md/troubleshooting/emergency-procedures/1-pipeline-down',
      title: 'Pipeline Down',
      kind: 'emergency',
      source: { file: 'RUNBOOK.md', line: 7 },
    });
    expect(shapeOf(procedure)).toEqual([
      ['Immediate Response', ['Look at the alarms', 'Tell people']],
      ['Post-Incident', ['Write it down']],
    ]);
    expect(procedure.phases.map((phase) => phase.afterwards)).toEqual([false, true]);
    expect(procedure.phases[0]?.steps[1]?.source).toEqual({ file: 'RUNBOOK.md', line: 10 });
  });

  it('reads an issue: symptoms at commas, causes as a list, alarms as code, resolution as one phase', () => {
    const procedure = onlyProcedure(`## Common Issues

### 3. Late Data
**Symptoms**: no rows, old dates (silver, gold)
**Causes**:
- Streams off, or never on
- Broken delivery

**Alarms**: \`silver-*-late\`, \`gold-late\`

**Resolution**:
1. Look
2. Repair
`);
    expect(procedure).toMatchObject({
      kind: 'troubleshooting',
      symptoms: ['no rows', 'old dates (silver, gold)'],
      causes: ['Streams off, or never on', 'Broken delivery'],
      alarms: ['silver-*-late', 'gold-late'],
    });
    expect(shapeOf(procedure)).toEqual([['Resolution', ['Look', 'Repair']]]);
  });

  it('does not take the steps for alarms when the alarms stand on their line', () => {
    const procedure = onlyProcedure(
      '## Emergency Procedures\n\n### 1. A\n\n**Alarms**: `a-*`\n\n1. Look\n2. Repair\n',
    );
    expect(procedure.alarms).toEqual(['a-*']);
    expect(shapeOf(procedure)).toEqual([['Steps', ['Look', 'Repair']]]);
  });

  it('reads alarms from a list of code spans or of words', () => {
    const procedure = onlyProcedure(
      '## Common Issues\n\n### A\n\n**Alarms**\n\n- `a-*` and `b-*` at night\n- c-late\n\n**Fix**\n\n1. Look\n',
    );
    expect(procedure.alarms).toEqual(['a-*', 'b-*', 'c-late']);
    expect(shapeOf(procedure)).toEqual([['Fix', ['Look']]]);
  });

  it('reads bullets below a numbered heading as steps of one phase', () => {
    const procedure = onlyProcedure('## Weekly Operations\n\n### 2. Tidy\n- Sweep\n* Dust\n');
    expect(procedure.kind).toBe('weekly');
    expect(shapeOf(procedure)).toEqual([['Steps', ['Sweep', 'Dust']]]);
  });

  it('reads a block of comments: its dashes are the steps where there are any', () => {
    const { runbook } = parse({
      'RUNBOOK.md': `## Daily Operations

### 1. Look
\`\`\`bash
# Open the dashboard for:
# - Success rates
# - Volumes
\`\`\`

## Regular Maintenance

### 1. Tidy
\`\`\`bash
# Sweep
# Dust
\`\`\`
`,
    });
    expect(runbook.procedures.map(shapeOf)).toEqual([
      [['Steps', ['Success rates', 'Volumes']]],
      [['Steps', ['Sweep', 'Dust']]],
    ]);
    expect(runbook.procedures[0]?.phases[0]?.steps[1]?.source.line).toBe(7);
  });

  it('gives real code between steps to the step before it, and ignores it before any step', () => {
    const procedure = onlyProcedure(
      '## Daily\n\n### A\n\n```\naws s3 ls\n```\n\n1. One\n\n```\naws sts\n```\n\n```\naws glue\n```\n\n2. Two\n',
    );
    expect(procedure.phases[0]?.steps.map(({ text, code }) => [text, code])).toEqual([
      ['One', 'aws sts\n\naws glue'],
      ['Two', null],
    ]);
  });

  it('takes headings for phases, and numbered bold ones too', () => {
    const procedure = onlyProcedure(
      '## Emergencies\n\n### A\n\n#### 1. First\n- a\n\n#### Post incident\n- b\n\n##### Deeper\n- c\n',
    );
    expect(shapeOf(procedure)).toEqual([
      ['First', ['a']],
      ['Post incident', ['b']],
      ['Deeper', ['c']],
    ]);
    expect(procedure.phases.map((phase) => phase.afterwards)).toEqual([false, true, false]);
  });

  it('takes a section without headings below for a procedure', () => {
    const procedure = onlyProcedure('# R\n\n## Daily checks\n\n- Look\n');
    expect(procedure).toMatchObject({ id: 'RUNBOOK.md/daily-checks', title: 'Daily checks', kind: 'daily' });
  });

  it('looks below a heading that groups issues', () => {
    const { runbook } = parse({
      'RUNBOOK.md':
        '# Troubleshooting\n\n## Ingestion\n\n### Low volume\n**Symptoms**: few\n\n1. Look\n\n### None\n**Symptoms**: none\n\n1. Look\n',
    });
    expect(runbook.procedures.map(({ id, kind }) => [id, kind])).toEqual([
      ['RUNBOOK.md/ingestion/low-volume', 'troubleshooting'],
      ['RUNBOOK.md/ingestion/none', 'troubleshooting'],
    ]);
  });

  it.each([
    ['Daily Operations', 'daily'],
    ['Weekly checks', 'weekly'],
    ['Monthly', 'monthly'],
    ['Regular Maintenance', 'maintenance'],
    ['Maintenance Procedures', 'maintenance'],
    ['Backup and Recovery', 'backup'],
    ['Known issues', 'troubleshooting'],
    ['Emergency response', 'emergency'],
  ])('knows the section %s at any heading level', (section, kind) => {
    for (const level of [1, 2, 4]) {
      const heading = '#'.repeat(level);
      expect(onlyProcedure(`${heading} ${section}\n\n${heading}## 1. Backup\n\n- Look\n`).kind).toBe(kind);
    }
  });

  it('finds nothing in sections that are not about work', () => {
    const { runbook, faults } = parse({
      'RUNBOOK.md': '# R\n\n## Training\n\n### A\n\n- Emergency response\n',
    });
    expect(runbook.procedures).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('numbers anchors of repeated headings as GitHub does', () => {
    const { runbook } = parse({
      'RUNBOOK.md': '## Daily\n\n### 1. A\n- x\n\n### 1. A\n- y\n\n## Weekly\n\n### 1. A\n- z\n',
    });
    expect(runbook.procedures.map(({ id }) => id)).toEqual([
      'RUNBOOK.md/daily/1-a',
      'RUNBOOK.md/daily/1-a-1',
      'RUNBOOK.md/weekly/1-a-2',
    ]);
  });

  it('says where a procedure without steps stands, and leaves it out', () => {
    const { runbook, faults } = parse({ 'RUNBOOK.md': '## Daily\n\n### 1. Empty\n\nLater.\n' });
    expect(runbook.procedures).toEqual([]);
    expect(faults).toEqual([
      {
        file: 'RUNBOOK.md',
        line: 3,
        problem: '"Empty" has no steps: write them as a list below the heading',
      },
    ]);
  });
});

describe('a checklist file', () => {
  const CHECKLIST = `---
kind: emergency
owner: data-platform
review-by: 2027-05-01
---

# Late Gold Checklist

**Alarms**: \`gold-late\`

## Look

- [ ] First
- [x] Second

## Post-Incident

1. Last
`;

  it('is one procedure: title, phases from headings, steps from tasks', () => {
    const { runbook, faults } = parse({ 'LATE.md': CHECKLIST });
    expect(faults).toEqual([]);
    expect(runbook.procedures).toHaveLength(1);
    const [procedure] = runbook.procedures;
    expect(procedure).toMatchObject({
      id: 'LATE.md',
      title: 'Late Gold Checklist',
      kind: 'emergency',
      alarms: ['gold-late'],
      source: { file: 'LATE.md', line: 7 },
    });
    expect(procedure === undefined ? null : shapeOf(procedure)).toEqual([
      ['Look', ['First', 'Second']],
      ['Post-Incident', ['Last']],
    ]);
  });

  it('is known by its name, and titled by it where it has no heading', () => {
    const { runbook } = parse({
      'DATA_LOSS_CHECKLIST.md': '- Look\n',
      'EMERGENCY_CHECKLIST.md': '# E\n\n- Look\n',
    });
    expect(runbook.procedures.map(({ title, kind }) => [title, kind])).toEqual([
      ['DATA LOSS CHECKLIST', 'troubleshooting'],
      ['E', 'emergency'],
    ]);
  });

  it('is opened by a procedure that links to it, and opens nothing itself', () => {
    const { runbook } = parse({
      'A_CHECKLIST.md': '# A\n\nSee [b](B_CHECKLIST.md).\n\n- Look\n',
      'B_CHECKLIST.md': '# B\n\nSee [a](A_CHECKLIST.md).\n\n- Look\n',
      'RUNBOOK.md':
        '## Common Issues\n\n### 1. X\n\nFollow [the checklist][c].\n\n### 2. Y\n\n- Look\n\n[c]: A_CHECKLIST.md\n',
    });
    expect(runbook.procedures.map(({ title, opens }) => [title, opens])).toEqual([
      ['X', 'A_CHECKLIST.md'],
      ['Y', null],
      ['A', null],
      ['B', null],
    ]);
  });
});

describe('front matter that cannot be read', () => {
  it.each([
    ['not YAML', '---\nkind: daily\nowner: [a\n---\n', 3, 'The front matter is not YAML'],
    ['a key twice', '---\nowner: a\nowner: b\n---\n', 3, 'The front matter is not YAML'],
    ['no keys', '---\njust words\n---\n', 2, 'Expected the front matter to be keys and values'],
    ['an unknown kind', '---\nowner: a\nkind: hourly\n---\n', 3, 'Expected kind to be one of emergency'],
    [
      'a date in words',
      '---\nreview-by: next May\n---\n',
      2,
      'Expected review-by to be a date such as 2027-05-01',
    ],
    ['no end', '---\nkind: daily\n', 1, 'The front matter is never closed'],
  ])('is a fault with its line: %s', (_, head, line, problem) => {
    const { runbook, faults } = parse({ 'X_CHECKLIST.md': `${head}\n# X\n\n- Look\n` });
    expect(faults).toEqual([{ file: 'X_CHECKLIST.md', line, problem: expect.stringContaining(problem) }]);
    expect(runbook.procedures.flatMap(({ phases }) => phases.flatMap(({ steps }) => steps))).toHaveLength(1);
  });
});

describe('files and their hash', () => {
  const files = [
    { path: 'B.md', markdown: '## Daily\n\n### b\n\n- x\n' },
    { path: 'RUNBOOK.md', markdown: '## Daily\n\n### a\n\n- x\n' },
  ];

  it('puts RUNBOOK.md first and does not depend on the order given', () => {
    const { runbook } = parseRunbook(files);
    expect(runbook.procedures.map(({ title }) => title)).toEqual(['a', 'b']);
    expect(parseRunbook(files.toReversed()).runbook).toEqual(runbook);
    expect(runbook.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes the hash with any text or path', () => {
    const hashes = [
      files,
      files.slice(1),
      [{ path: 'C.md', markdown: files[0]?.markdown ?? '' }, ...files.slice(1)],
      files.map((file) => ({ ...file, markdown: `${file.markdown} ` })),
    ].map((each) => parseRunbook(each).runbook.hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('reads Windows line ends and a byte order mark like any other text', () => {
    const unix = '---\nkind: daily\n---\n\n# A\n\n- one\n  two\n';
    const windows = `\uFEFF${unix.replaceAll('\n', '\r\n')}`;
    expect(parse({ 'A.md': windows }).runbook).toEqual(parse({ 'A.md': unix }).runbook);
  });
});

describe('a text that would take the parser down', () => {
  const full = (piece: string) => piece.repeat(Math.floor((MAX_FILE_CHARACTERS - 100) / piece.length));

  it.each([
    ['brackets', full('[')],
    ['half links over many lines', full('[a](\n')],
    ['quotes', full('>')],
    ['bullets in one line', full('+ ')],
    ['numbers in one line', full('1. ')],
    ['emphasis in emphasis', `${'*a **b '.repeat(3_000)}${'** c*'.repeat(3_000)}`],
    ['footnotes in footnotes', full('[^a]: ')],
    ['ever deeper bullets', Array.from({ length: 600 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n')],
    ['more than fits', 'a'.repeat(MAX_FILE_CHARACTERS + 1)],
  ])('is a fault, and the other files are read: %s', (_, markdown) => {
    const { runbook, faults } = parse({ 'A.md': markdown, 'B.md': '## Daily\n\n### b\n\n- x\n' });
    expect(faults).toHaveLength(1);
    expect(faults[0]?.file).toBe('A.md');
    expect(runbook.procedures.map(({ title }) => title)).toEqual(['b']);
  });

  it('refuses markup that is nested deeper than a tree may be walked', () => {
    const { faults } = parse({ 'A.md': `${'*a **b '.repeat(300)}${'** c*'.repeat(300)}` });
    expect(faults.map(({ file, line }) => [file, line])).toEqual([['A.md', 1]]);
  });

  it('allows the nesting that people write', () => {
    const nested = Array.from({ length: 10 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n');
    expect(parse({ 'A.md': `## Daily\n\n### b\n\n${nested}\n` }).faults).toEqual([]);
  });
});
