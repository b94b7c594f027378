import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { findProcedures, procedureById } from '../../src/runbooks/find.ts';
import { procedureForAlarm } from '../support/procedures.ts';
import { matchesPattern } from '../../src/lib/pattern.ts';
import { parse } from './support.ts';

const { runbook } = parse({
  'RUNBOOK.md': `## Daily Operations

### 1. Check Job Failures
- Look

## Common Issues

### 1. Job Failures
**Symptoms**: Glue jobs failing, tables not filled
**Causes**: schema changes
**Alarms**: \`silver-*\`, \`*-failed\`

1. Look

### 2. Ingestion Issues
**Symptoms**: low volumes
**Causes**: Firehose delivery, stream switched off
**Alarms**: \`firehose-*\`

1. Look

### 3. Slow Queries
**Symptoms**: high costs
**Alarms**: \`silver-*-slow\`

See [the long form](SLOW_CHECKLIST.md).
`,
  'SLOW_CHECKLIST.md': '# Slowness Checklist\n\n- Look\n',
});

describe('a search by words', () => {
  const titles = (words: string) => findProcedures(runbook, words).map(({ procedure }) => procedure.title);

  it('ranks the title over the symptoms, and these over the causes', () => {
    expect(titles('failed job').slice(0, 2)).toEqual(['Job Failures', 'Check Job Failures']);
    expect(titles('volume')).toEqual(['Ingestion Issues']);
    expect(titles('streams')).toEqual(['Ingestion Issues']);
  });

  it('says which words were found where, as they were asked', () => {
    expect(findProcedures(runbook, 'failing Glue schemas')[0]?.because).toBe(
      '"failing" is in its title; "glue" is in its symptoms; "schemas" is in its causes',
    );
  });

  it('finds by kind, by the beginning of a word, and by id', () => {
    expect(titles('daily')).toEqual(['Check Job Failures']);
    expect(titles('fire hose ingest')).toEqual(['Ingestion Issues']);
    expect(titles('SLOW_CHECKLIST.md')).toEqual(['Slowness Checklist']);
  });

  it('finds nothing for words that say nothing', () => {
    expect(titles('what is the 42 of it')).toEqual([]);
    expect(titles('')).toEqual([]);
  });
});

describe('the procedure for an alarm', () => {
  const forAlarm = (name: string, headline = '') => {
    const found = procedureForAlarm(runbook, name, headline);
    return found === null ? null : [found.procedure.title, found.because];
  };

  it('is the one whose pattern its name fits', () => {
    expect(forAlarm('FIREHOSE-late')).toEqual(['Ingestion Issues', 'its alarm name fits firehose-*']);
    expect(forAlarm('gold-failed')).toEqual(['Job Failures', 'its alarm name fits *-failed']);
  });

  it('is the one with the most specific pattern, through to the file it opens', () => {
    expect(forAlarm('silver-users-slow')).toEqual([
      'Slowness Checklist',
      'its alarm name fits silver-*-slow, and "Slow Queries" opens it',
    ]);
  });

  const byWords = (name: string, headline = '') => {
    const found = procedureForAlarm(runbook, name, headline);
    return found === null ? null : [found.procedure.title, found.certain, found.because];
  };

  it('fits by two words that tell something, one of them in its title', () => {
    expect(byWords('todo-x', 'Ingestion has low volumes')).toEqual([
      'Ingestion Issues',
      true,
      '"ingestion" is in its title; "volumes" is in its symptoms',
    ]);
  });

  it('is a maybe by less, never among the daily ones', () => {
    expect(byWords('todo-x', 'Glue job stopped: it has failed')).toEqual([
      'Job Failures',
      false,
      '"glue" is in its symptoms',
    ]);
    expect(byWords('todo-ingestion')?.slice(0, 2)).toEqual(['Ingestion Issues', false]);
  });

  it.each([
    [
      'words that stand in every alarm',
      'Job failed: the threshold was crossed by 1 datapoint, issues in data',
    ],
    ['the beginning of a word', 'fire hose ingest'],
    ['one word of its causes', 'delivery of paper'],
  ])('is none by %s', (_, headline) => {
    expect(byWords('printer', headline)).toBeNull();
  });

  it('is certain by a pattern', () => {
    expect(procedureForAlarm(runbook, 'FIREHOSE-late', '')?.certain).toBe(true);
  });
});

describe('an id', () => {
  it('finds its procedure, or null', () => {
    expect(procedureById(runbook, 'RUNBOOK.md/common-issues/1-job-failures')?.title).toBe('Job Failures');
    expect(procedureById(runbook, 'RUNBOOK.md')).toBeNull();
  });
});

describe('an alarm name pattern', () => {
  it.each([
    ['silver-*', 'silver-users', true],
    ['silver-*', 'silver-', true],
    ['silver-*', 'xsilver-users', false],
    ['*-slow', 'a-slow-b', false],
    ['a*b*c', 'aXbYbc', true],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['a.c', 'abc', false],
    ['**a**', 'xax', true],
  ])('%s and %s: %s', (pattern, name, fits) => {
    expect(matchesPattern(pattern, name)).toBe(fits);
  });

  it('fits every name made by putting something in for its stars', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z-]{0,5}$/), { minLength: 1 }),
        fc.string(),
        (parts, filling) => {
          expect(matchesPattern(parts.join('*'), parts.join(filling))).toBe(true);
        },
      ),
    );
  });
});
