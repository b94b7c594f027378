/** What an update set against the update before: what is another is said to be, whatever of it may be shown. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Members, Settings } from '../../src/operations/trail-settings.ts';

import { settingChanges, settingsOf } from '../../src/operations/trail-settings.ts';

const of = (request: Members): Settings => settingsOf(request, '');
const changes = (before: Members, after: Members): readonly string[] => settingChanges(of(before), of(after));
const many = (count: number): Members =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`s${place}`, 1]));

describe('what differs between two settings', () => {
  it('is what is another, new, or gone', () => {
    const before = { workers: 8, timeout: 60, role: 'a' };
    const after = { workers: 20, timeout: 60, version: '5.0' };
    expect(changes(before, after)).toEqual(['Workers 8 → 20', 'Version 5.0 set', 'Role a taken away']);
    expect(changes(after, after)).toEqual([]);
  });

  it('is told of long values from where they part', () => {
    const script = (version: number): Members => ({
      command: {
        scriptLocation: `s3://aws-glue-assets-123456789012-eu-central-1/scripts/silver-users-v${version}.py`,
      },
    });
    expect(changes(script(1), script(2))).toEqual([
      'Command.ScriptLocation …silver-users-v1.py → …silver-users-v2.py',
    ]);
    for (const length of [100, 399])
      expect(changes({ a: 'x'.repeat(length) }, { a: `${'x'.repeat(length - 1)}y` })).toEqual(['A changed']);
  });

  it('is told of a secret as that, and not what it was or is', () => {
    const password = (value: string): Members => ({ defaultArguments: { '--DB_PASSWORD': value } });
    expect(changes(password('hunter1'), password('hunter2'))).toEqual([
      'DefaultArguments.--DB_PASSWORD changed',
    ]);
    expect(changes(password('hunter1'), password('hunter1'))).toEqual([]);
  });

  it('is told of names that begin alike, each by itself', () => {
    const long = 'n'.repeat(80);
    expect(changes({ [`${long}1`]: 1, [`${long}2`]: 1 }, { [`${long}1`]: 1, [`${long}2`]: 2 })).toHaveLength(
      1,
    );
  });

  it('is something, whatever two values that are not one look like', () => {
    const value = fc.oneof(fc.string(), fc.string({ minLength: 290, maxLength: 320 }), fc.integer());
    fc.assert(
      fc.property(fc.constantFrom('a', 'password', 'apiToken'), value, value, (name, old, now) => {
        expect(changes({ [name]: old }, { [name]: now })).toHaveLength(String(old) === String(now) ? 0 : 1);
      }),
    );
  });
});

describe('settings', () => {
  it('are so many, and known to be cut off beyond', () => {
    const all = of(many(200));
    expect(all).toMatchObject({ isCut: false });
    expect(all.of.size).toBe(200);
    const more = of({ ...many(200), last: 1 });
    expect(more).toMatchObject({ isCut: true });
    expect(more.of.size).toBe(200);
    expect(of({ first: many(200), last: 1 }).isCut).toBe(true);
  });

  it('that were cut off are neither set nor taken away', () => {
    const before = of({ ...many(200), last: 1 });
    const after = of({ another: 1, ...many(200), s5: 2 });
    expect(settingChanges(before, after)).toEqual(['S5 1 → 2']);
  });

  it('are secret by the name of what they stand in', () => {
    const request = { x: { password: { value: 'hunter2', more: { deep: 'hunter2' } } }, maxRuns: 3 };
    expect([...of(request).of.values()].map(({ word }) => word)).toEqual(['[redacted]', '[redacted]', '3']);
  });
});
