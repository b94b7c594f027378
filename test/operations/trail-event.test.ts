import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { TrailEvent } from '../../src/operations/trail-event.ts';

import { trailEvents } from '../../src/operations/trail-event.ts';
import { eventAt, unknownWho } from '../../src/operations/trail.ts';

const AT = Date.UTC(2026, 10, 12, 3);
const MINUTE = 60_000;

function events(name: string, requestParameters: unknown, more: object = {}): readonly TrailEvent[] {
  const told = trailEvents(JSON.stringify({ eventName: name, requestParameters, ...more }), AT);
  if (!told.ok) throw new Error(told.error);
  return told.value;
}

const subjectsOf = (...given: Parameters<typeof events>) => events(...given).map(({ subject }) => subject);
const wordsOf = (event: TrailEvent | undefined) =>
  [...(event?.settings.of ?? [])].map(([name, { word }]) => [name, word]);
const whoOf = (userIdentity: object): string =>
  events('UpdateJob', { jobName: 'a' }, { userIdentity })[0]?.who ?? '';

describe('an event of CloudTrail', () => {
  it.each([
    ['CreateJob', { name: 'a' }, [{ kind: 'job', name: 'a' }]],
    ['UpdateJob', { jobName: 'a', jobUpdate: {} }, [{ kind: 'job', name: 'a' }]],
    [
      'UpdateTable',
      { databaseName: 'd', tableInput: { name: 't' } },
      [{ kind: 'table', database: 'd', name: 't' }],
    ],
    ['DeleteTable', { databaseName: 'd', name: 't' }, [{ kind: 'table', database: 'd', name: 't' }]],
    [
      'BatchDeleteTable',
      { databaseName: 'd', tablesToDelete: ['t', 'u'] },
      [
        { kind: 'table', database: 'd', name: 't' },
        { kind: 'table', database: 'd', name: 'u' },
      ],
    ],
    ['UpdateFunctionCode20150331v2', { functionName: 'f' }, [{ kind: 'function', name: 'f' }]],
    [
      'UpdateFunctionCode20150331v2',
      { functionName: 'arn:aws:lambda:eu-central-1:123456789012:function:f:live' },
      [{ kind: 'function', name: 'f' }],
    ],
    [
      'UpdateEventSourceMapping20150331',
      { uUID: 'u', functionName: 'f', enabled: false },
      [{ kind: 'feed', name: 'f' }],
    ],
    ['GetJobs', { jobName: 'a' }, []],
    ['__proto__', { jobName: 'a' }, []],
    ['UpdateJob', {}, []],
    ['UpdateTable', { databaseName: 'd', tableInput: 'HIDDEN' }, []],
  ])('%s of %j is about what it changed', (name, request, subjects) => {
    expect(subjectsOf(name, request)).toEqual(subjects);
  });

  it('finds the function of a mapping in the answer, where the request only has an id', () => {
    const responseElements = { functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:f' };
    expect(subjectsOf('DeleteEventSourceMapping20150331', { uUID: 'u' }, { responseElements })).toEqual([
      { kind: 'feed', name: 'f' },
    ]);
  });

  it('is none where the call was refused', () => {
    expect(events('UpdateJob', { jobName: 'a' }, { errorCode: 'AccessDenied' })).toEqual([]);
    expect(events('UpdateJob', { jobName: 'a' }, { errorCode: null })).toHaveLength(1);
  });

  it('tells who it was', () => {
    const role = 'arn:aws:sts::123456789012:assumed-role/path/deploy/anna';
    expect(whoOf({ type: 'AssumedRole', arn: role })).toBe('anna (role deploy)');
    expect(whoOf({ type: 'IAMUser', userName: 'ben' })).toBe('ben');
    expect(whoOf({ type: 'Root', arn: 'arn:aws:iam::123456789012:root' })).toBe('the root user');
    expect(whoOf({ type: 'AWSService', invokedBy: 'glue.amazonaws.com' })).toBe('glue.amazonaws.com');
    expect(whoOf({})).toBe('somebody unnamed');
    expect(whoOf({ userName: 'x\n\u001b[31mAKIAIOSFODNN7EXAMPLE' })).toBe('x [31m[redacted]');
  });

  it('tells what was set, and no secret', () => {
    const jobUpdate = {
      numberOfWorkers: 20,
      executionProperty: { maxConcurrentRuns: 2 },
      defaultArguments: { '--DB_PASSWORD': 'hunter2hunter2', '--source': 's3://b/' },
      connections: ['a', 'b'],
    };
    const [event] = events('UpdateJob', { jobName: 'a', jobUpdate });
    expect(wordsOf(event)).toEqual([
      ['NumberOfWorkers', '20'],
      ['ExecutionProperty.MaxConcurrentRuns', '2'],
      ['DefaultArguments.--DB_PASSWORD', '[redacted]'],
      ['DefaultArguments.--source', 's3://b/'],
      ['Connections', '["a","b"]'],
    ]);
    const [config] = events('UpdateFunctionConfiguration20150331v2', { functionName: 'f', memorySize: 512 });
    expect(wordsOf(config)).toEqual([['MemorySize', '512']]);
  });

  it('throws at nothing', () => {
    const request = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('jobName', 'name', 'jobUpdate', 'functionName', '__proto__'),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(
          'UpdateJob',
          'UpdateTable',
          'BatchDeleteTable',
          'PutFunctionConcurrency20171031',
          'else',
        ),
        request,
        fc.jsonValue(),
        (eventName, requestParameters, userIdentity) => {
          const text = JSON.stringify({ eventName, requestParameters, userIdentity });
          expect([true, false]).toContain(trailEvents(text, AT).ok);
        },
      ),
    );
    fc.assert(fc.property(fc.string(), (text) => expect([true, false]).toContain(trailEvents(text, AT).ok)));
  });
});

describe('who made a change', () => {
  const [event] = events('UpdateJob', { jobName: 'a' }, { userIdentity: { userName: 'ben' } });
  const reading = { events: event === undefined ? [] : [event], cut: [], left: [], refused: null };

  it('is in the event of that thing at about that time', () => {
    const who = (name: string, at: number | null): string | undefined =>
      eventAt(reading, { subject: { kind: 'job', name }, deeds: ['updated'], at })?.who;
    expect(who('a', AT + MINUTE)).toBe('ben');
    expect(who('a', AT + 3 * MINUTE)).toBeUndefined();
    expect(who('b', AT)).toBeUndefined();
    expect(who('a', null)).toBeUndefined();
  });

  it('is said not to be known, and why', () => {
    const said = (more: object, times: readonly number[]): readonly string[] =>
      unknownWho({ ...reading, ...more }, times, AT).map(({ label, value }) => `${label}: ${value}`);
    expect(said({}, [])).toEqual([]);
    expect(said({}, [AT - 4 * MINUTE])).toEqual([
      'Who: CloudTrail is minutes behind: who made the change 4m ago may not be known yet. Ask again in 15m.',
    ]);
    expect(said({}, [AT - 60 * MINUTE])[0]).toContain('names nobody for one change');
    expect(said({ refused: 'Could not look up.' }, [AT])).toEqual(['Who: Could not look up.']);
    expect(said({ cut: [{ name: 'UpdateTable', since: AT }] }, [])).toEqual([
      'Read of CloudTrail: UpdateTable back to 2026-11-12T03:00Z, there are more',
    ]);
    expect(said({ left: ['DeleteJob'] }, [])[0]).toContain('DeleteJob');
  });
});
