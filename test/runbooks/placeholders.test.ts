import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readWords } from '../../src/handlers/verbs/grammar.ts';
import { fillPlaceholders } from '../../src/runbooks/placeholders.ts';

describe('filling a command', () => {
  it('puts values in, and quotes those with spaces once', () => {
    const values = { job: 'silver users', run: 'jr_1', stage: 'a b' };
    expect(fillPlaceholders('/etl retry {job} --run {run} "{stage} x"', values)).toEqual({
      command: '/etl retry "silver users" --run jr_1 "a b x"',
      missing: [],
    });
  });

  it('leaves what it does not know, and names each once', () => {
    expect(
      fillPlaceholders('/etl retry {job} {job} {run} {constructor}', { job: undefined, run: ' ' }),
    ).toEqual({
      command: '/etl retry {job} {job} {run} {constructor}',
      missing: ['job', 'run', 'constructor'],
    });
  });

  it.each(['--dry-run', '—dry-run', 'a" --workers 9', 'a”b', "a'b", 'a\nb'])(
    'asks for a value such as %j',
    (job) => {
      expect(fillPlaceholders('/etl retry {job}', { job })).toEqual({
        command: '/etl retry {job}',
        missing: ['job'],
      });
    },
  );

  it('does not fill what a value brings along', () => {
    expect(fillPlaceholders('/etl retry {job}', { job: '{run}', run: 'jr_1' }).command).toBe(
      '/etl retry {run}',
    );
  });

  it('keeps any value one word of the command, or asks for it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (job) => {
        const { command, missing } = fillPlaceholders('/etl retry {job} --dry-run', { job });
        const { tokens } = readWords(command);
        expect(tokens).toHaveLength(2);
        expect(tokens[1]).toBe('--dry-run');
        expect(missing.length === 1 || tokens[0]?.startsWith('--') === false).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
