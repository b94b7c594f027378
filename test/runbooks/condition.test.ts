import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alternative } from '../../src/runbooks/runbook.ts';

import { readCondition } from '../../src/runbooks/condition.ts';
import { onlyStep } from './support.ts';

const cause = (words: string): Alternative => ({ kind: 'cause', words });
const quoted = (words: string): Alternative => ({ kind: 'cause', words, quoted: true });
const unclear = (words: string): Alternative => ({ kind: 'unclear', words });
const verdict = (
  verb: string,
  wanted: Extract<Alternative, { kind: 'verdict' }>['verdict'],
  words: string,
): Alternative => ({ kind: 'verdict', words, verb, verdict: wanted });

describe('a condition', () => {
  it.each<[string, readonly Alternative[]]>([
    ['out of memory', [cause('out of memory')]],
    ['out of memory or no space left', [cause('out of memory'), cause('no space left')]],
    [
      'throttled, a connection failed, or timed out.',
      ['throttled', 'a connection failed', 'timed out'].map(cause),
    ],
    ['Schema OR an   input\nis missing', [cause('Schema'), cause('an input is missing')]],
    ['S3.AccessDenied or KeyError', [cause('S3.AccessDenied'), cause('KeyError')]],
    ['not found', [cause('not found')]],
    ['not authorized, no space left', [cause('not authorized'), cause('no space left')]],
    ['the data does not fit the schema', [cause('the data does not fit the schema')]],
    ['`users` or "email"', [quoted('users'), quoted('email')]],
    ['any failure', [unclear('any failure')]],
    ['always', [unclear('always')]],
    ['no cause was found', [unclear('no cause was found')]],
    ['logs fails and out of memory', [unclear('logs fails and out of memory')]],
    ['it is not throttled', [unclear('it is not throttled')]],
    ['for want of memory', [cause('for want of memory')]],
    ['quality fails', [verdict('quality', 'fail', 'quality fails')]],
    ['`quality` **fails**', [verdict('quality', 'fail', 'quality fails')]],
    ['`/etl quality` fails', [verdict('quality', 'fail', '/etl quality fails')]],
    [
      'lake warns, or Ingestion is ok',
      [verdict('lake', 'not-ok', 'lake warns'), verdict('ingestion', 'ok', 'Ingestion is ok')],
    ],
    ['schema is not ok or schema', [verdict('schema', 'not-ok', 'schema is not ok'), cause('schema')]],
    ['not out of memory', [unclear('not out of memory')]],
    ['unless throttled', [unclear('unless throttled')]],
    ['step 1 says out of memory', [unclear('step 1 says out of memory')]],
    ['quality of users fails', [unclear('quality of users fails')]],
    ['the lake is not ok', [unclear('the lake is not ok')]],
    ['', []],
    [' , or ,', []],
    ['or', []],
  ])('%j', (text, anyOf) => {
    expect(readCondition(text, 7).condition).toMatchObject({ anyOf, line: 7 });
  });

  it.each([
    ['out of memory. Otherwise skip.', 'out of memory', ''],
    ['out of memory; otherwise skip', 'out of memory', ''],
    ['out of memory, else skip it.', 'out of memory', ''],
    ['`lake` warns. It often does. Otherwise skip this step.', '`lake` warns', 'It often does.'],
    [
      'out of memory. A bigger worker gives each task more.',
      'out of memory',
      'A bigger worker gives each task more.',
    ],
  ])('is the first sentence of %j', (said, text, rest) => {
    expect(readCondition(said, 1)).toMatchObject({ condition: { text }, rest });
  });

  it('of any text has no alternative without words, and loses none of the words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('or', ',', 'out', 'of', 'memory', 'lake', 'fails', ' ', '.', '`')),
        (words) => {
          const said = words.join(' ');
          const { condition, rest } = readCondition(said, 1);
          expect(condition.anyOf.every((each) => each.words.trim() !== '')).toBe(true);
          const left = [...condition.anyOf.map((each) => each.words), rest].join(' ');
          const wordsOf = (text: string): readonly string[] =>
            (text.match(/\w+/g) ?? []).filter((word) => word !== 'or').toSorted();
          expect(wordsOf(left)).toEqual(wordsOf(said));
        },
      ),
    );
  });
});

describe('a step that is needed when something was found', () => {
  it('has its condition beside its help and its test, in whatever order they stand', () => {
    const item = `- Look

  Needed when: out of memory or
  no space left. Otherwise skip.
  **Good when**: all is well.

  A bigger worker helps.
`;
    expect(onlyStep(item)).toMatchObject({
      help: 'A bigger worker helps.',
      goodWhen: 'all is well.',
      neededWhen: {
        text: 'out of memory or no space left',
        anyOf: [cause('out of memory'), cause('no space left')],
        line: 7,
      },
    });
    expect(onlyStep('- Look\n  Good when: well.\n  **Needed when:** throttled. Then wait.')).toMatchObject({
      text: 'Look',
      help: 'Then wait.',
      goodWhen: 'well.',
      neededWhen: { anyOf: [cause('throttled')], line: 7 },
    });
  });

  it('is needed by any of several, and its words lead nowhere', () => {
    const step = onlyStep('- Look\n\n  Needed when: throttled\n\n  Needed when: [the lake](#2-b) warns\n');
    expect(step.neededWhen).toEqual({
      text: 'throttled or the lake warns',
      anyOf: [cause('throttled'), unclear('the lake warns')],
      line: 7,
    });
  });

  it('has no condition in prose without the label', () => {
    const step = onlyStep('- Look\n\n  Needed when step 1 names a column; otherwise skip.\n');
    expect(step).not.toHaveProperty('neededWhen');
    expect(step.help).toBe('Needed when step 1 names a column; otherwise skip.');
  });
});
