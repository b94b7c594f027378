import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { typeChange } from '../../src/operations/column-types.ts';

describe('what became of a type', () => {
  it.each([
    ['int', 'INT', 'same'],
    ['integer', 'int', 'same'],
    ['decimal', 'decimal(10, 0)', 'same'],
    ['struct<id:int, at:timestamp>', 'struct<id:int,at:timestamp>', 'same'],
    ['tinyint', 'bigint', 'wider'],
    ['int', 'bigint', 'wider'],
    ['float', 'double', 'wider'],
    ['varchar(10)', 'varchar(20)', 'wider'],
    ['varchar(10)', 'string', 'wider'],
    ['decimal(10,2)', 'decimal(12,2)', 'wider'],
    ['array<int>', 'array<bigint>', 'wider'],
    ['map<string,struct<a:int>>', 'map<string,struct<a:int,b:decimal(4,2)>>', 'wider'],
    ['bigint', 'int', 'other'],
    ['double', 'float', 'other'],
    ['bigint', 'string', 'other'],
    ['string', 'varchar(20)', 'other'],
    ['int', 'double', 'other'],
    ['decimal(10,2)', 'decimal(12,3)', 'other'],
    ['char(3)', 'char(4)', 'other'],
    ['struct<a:int,b:int>', 'struct<b:int,a:int>', 'other'],
    ['struct<a:int,b:int>', 'struct<a:int>', 'other'],
    ['map<string,int>', 'array<int>', 'other'],
    ['timestamp', 'date', 'other'],
  ])('from %s to %s is %s', (before, after, change) => {
    expect(typeChange(before, after)).toBe(change);
  });

  it('is told of whatever text, and of text as deep as Glue takes it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(typeChange(before, before)).toBe('same');
        expect(['same', 'wider', 'other']).toContain(typeChange(before, after));
      }),
    );
    const deep = `${'array<'.repeat(20_000)}int${'>'.repeat(20_000)}`;
    expect(typeChange(deep, deep)).toBe('same');
    expect(typeChange(deep, deep.replace('int', 'bigint'))).toBe('other');
  });

  it('is never wider both ways', () => {
    const plain = fc.constantFrom('int', 'bigint', 'float', 'double', 'string', 'varchar(5)', 'decimal(9,1)');
    const type = fc.letrec<{ type: string }>((tie) => ({
      type: fc.oneof(
        { depthSize: 'small' },
        plain,
        tie('type').map((inner) => `array<${inner}>`),
        fc.tuple(tie('type'), tie('type')).map(([one, other]) => `struct<a:${one},b:${other}>`),
      ),
    })).type;
    fc.assert(
      fc.property(type, type, (one, other) => {
        if (typeChange(one, other) === 'wider') expect(typeChange(other, one)).toBe('other');
      }),
    );
  });
});
