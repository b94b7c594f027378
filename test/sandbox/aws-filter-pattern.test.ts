import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compileFilterPattern } from '../../sandbox/aws/filter-pattern.ts';

describe('a filter pattern', () => {
  it.each([
    ['', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['ERROR timeout', 'timeout after ERROR', true],
    ['ERROR timeout', 'ERROR only', false],
    ['"exit code 10"', 'failed with exit code 10', true],
    ['"exit code 10"', 'exit 10 code', false],
    ['?ERROR ?Exception', 'AnalysisException', true],
    ['?"OutOfMemoryError" ?"Lost task"', 'Lost task 14.0 in stage 7.0', true],
    ['?ERROR ?Exception', 'INFO', false],
    ['ERROR -retry', 'ERROR, will retry', false],
    ['ERROR -"will retry"', 'ERROR for good', true],
    ['ERROR ?timeout', 'ERROR only', true],
    ['"say \\"yes\\""', 'they say "yes"', true],
  ])('%j on %j gives %j', (pattern, message, matches) => {
    expect(compileFilterPattern(pattern)(message)).toBe(matches);
  });

  it.each(['a:b', '[a, b]', '%regex%', 'open"quote', '"no end'])('refuses %j', (pattern) => {
    expect(() => compileFilterPattern(pattern)).toThrow(/Invalid (character\(s\) in term|filter pattern)/);
  });

  it('matches any quoted text within text that holds it, and answers or refuses whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (term, around) => {
        const quoted = `"${term.replaceAll(/[\\"]/g, '\\$&')}"`;
        expect(compileFilterPattern(quoted)(`${around}${term}${around}`)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (pattern) => {
        try {
          expect(typeof compileFilterPattern(pattern)('text')).toBe('boolean');
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidParameterException' });
        }
      }),
    );
  });
});
