import { describe, expect, it } from '@jest/globals';
import { decode } from '../../src/alarms/decode/index.ts';
import { NIGHT } from '../support/builders.ts';
import { aMessage, gluePayload } from '../support/messages.ts';

function headlineOf(message: string | null): string {
  return decode(aMessage(gluePayload({ message }))).headline;
}

describe('a Glue job that ended', () => {
  it('becomes an event with all that it says', () => {
    const event = decode(aMessage(gluePayload({ message: 'Command failed with exit code 1' })));
    expect(event).toEqual({
      kind: 'glue-job',
      key: 'glue-job:123456789012:eu-central-1:silver-users',
      name: 'silver-users',
      state: 'ALARM',
      applies: true,
      headline: 'silver-users failed: Command failed with exit code 1',
      reason: 'Command failed with exit code 1',
      changedAt: NIGHT,
      account: '123456789012',
      region: 'eu-central-1',
      description: null,
      resources: { job: 'silver-users', run: 'jr_0a1b2c' },
      facts: [
        { label: 'Job', value: 'silver-users' },
        { label: 'Run', value: 'jr_0a1b2c' },
      ],
      recovery: 'next-success',
      link: 'https://eu-central-1.console.aws.amazon.com/gluestudio/home?region=eu-central-1#/job/silver-users/run/jr_0a1b2c',
    });
  });

  it.each([
    ['FAILED', 'ALARM', 'silver-users failed: Command failed'],
    ['TIMEOUT', 'ALARM', 'silver-users timed out'],
    ['SUCCEEDED', 'OK', 'silver-users succeeded'],
    ['STOPPED', 'INSUFFICIENT_DATA', 'silver-users was stopped by somebody'],
  ])('%s is %s: %s', (state, expected, headline) => {
    const event = decode(aMessage(gluePayload({ state })));
    expect([event.state, event.headline]).toEqual([expected, headline]);
    expect(event.key).toBe(decode(aMessage(gluePayload())).key);
  });

  it('without a run still has its job', () => {
    const detail = { jobName: 'silver-users', state: 'FAILED' };
    const event = decode(aMessage(gluePayload({}, { detail })));
    expect(event.resources).toEqual({ job: 'silver-users' });
    expect(event.headline).toBe('silver-users failed');
    expect(event.link).toMatch(/#\/editor\/job\/silver-users\/runs$/);
  });

  it.each([
    ['detail-type', 'Glue Job Run Status'],
    ['source', 'my.tests'],
    ['region', 'evil.example/'],
    ['time', 'yesterday'],
    ['detail', { jobName: 'silver-users', state: 'RUNNING' }],
  ])('is read as text when its %s is %j', (field, value) => {
    expect(decode(aMessage(gluePayload({}, { [field]: value }))).kind).toBe('text');
  });
});

describe('the headline of a failed job', () => {
  it.each([
    [
      'Error Category: OUT_OF_MEMORY_ERROR; Failed Line Number: 42; An error occurred while calling o103.save. Job aborted due to stage failure.',
      'out of memory',
    ],
    [
      'Error Category: DISK_NO_SPACE_ERROR; Failed Line Number: 7; No space left on device',
      'no space left on device',
    ],
    ['Error Category: THROTTLING_ERROR; An error occurred while calling o9.parquet. Slow Down', 'throttled'],
    [
      "Error Category: QUERY_ERROR; Failed Line Number: 42; An error occurred while calling o103.save. Column 'due' is missing.",
      "Column 'due' is missing.",
    ],
    ["Error Category: UNCLASSIFIED_ERROR; KeyError: 'due_date'", "KeyError: 'due_date'"],
    ['An error occurred while calling z:org.apache.spark.api.python.runJob. Boom', 'Boom'],
    ['An error occurred while calling o88.getDynamicFrame. Table users not found', 'Table users not found'],
    ['An error occurred while calling o103.save.', ''],
    ['Error Category: RESOURCE_NOT_FOUND_ERROR', 'resource not found'],
    ['Error Category: RESOURCE_NOT_FOUND_ERROR; Failed Line Number: 3', 'resource not found'],
    [
      'JobName:silver-users and JobRunId:jr_0a1b2c failed to execute with exception Role todo-etl cannot be assumed.',
      'Role todo-etl cannot be assumed.',
    ],
    ['Traceback (most recent call last):\n  File "job.py", line 3', 'Traceback (most recent call last):'],
    ['', ''],
    [null, ''],
  ])('for %j says %j', (message, cause) => {
    expect(headlineOf(message)).toBe(cause === '' ? 'silver-users failed' : `silver-users failed: ${cause}`);
  });

  it('is short, whatever the job wrote', () => {
    expect(headlineOf('x'.repeat(10_000)).length).toBeLessThanOrEqual('silver-users failed: '.length + 120);
  });

  it('leaves the whole reason to be read', () => {
    const message = 'Error Category: OUT_OF_MEMORY_ERROR; Failed Line Number: 42; Java heap space';
    expect(decode(aMessage(gluePayload({ message }))).reason).toBe(message);
  });
});
