import { describe, expect, it } from '@jest/globals';
import { decode } from '../../src/alarms/decode/index.ts';
import { NIGHT } from '../support/builders.ts';
import { aMessage, TOPIC } from '../support/messages.ts';

describe('a message of no known kind', () => {
  it('is shown as text, under its subject', () => {
    expect(decode(aMessage('Firehose is behind.\nLook.', { subject: ' todo-etl: late ' }))).toEqual({
      kind: 'text',
      key: `text:${TOPIC}:todo-etl: late`,
      name: 'todo-etl: late',
      state: 'ALARM',
      applies: true,
      headline: 'todo-etl: late',
      reason: 'Firehose is behind.\nLook.',
      changedAt: NIGHT,
      account: '123456789012',
      region: 'eu-central-1',
      description: null,
      resources: {},
      facts: [{ label: 'Topic', value: 'todo-etl-alarms' }],
      recovery: 'by-hand',
      link: null,
    });
  });

  it.each([
    ['Firehose is behind.\nLook.', null, 'Firehose is behind.'],
    ['\n\n  \n', null, 'An empty message'],
    ['', '', 'An empty message'],
    ['{"a": ', null, '{"a":'],
    ['[1, 2]', null, '[1, 2]'],
    ['{\n  "anomalyScore": 0.5\n}', null, '"anomalyScore": 0.5'],
    [
      '{"detail-type":"Glue Crawler State Change","source":"aws.glue"}',
      null,
      'Glue Crawler State Change (aws.glue)',
    ],
    ['{"detail-type":"Deployed"}', null, 'Deployed'],
    ['{"detail-type":{"a":1},"source":"aws.glue"}', null, '{"detail-type":{"a":1},"source":"aws.glue"}'],
  ])('%j with subject %j is called %j', (body, subject, name) => {
    expect(decode(aMessage(body, { subject })).name).toBe(name);
  });

  it('is the same alarm as one that differs only in its digits', () => {
    const keys = ['Batch 17 of 2026-11-12 failed', 'Batch 18 of 2026-11-13 failed'].map(
      (text) => decode(aMessage(text)).key,
    );
    expect(new Set(keys).size).toBe(1);
  });

  it('is another alarm on another topic', () => {
    const keys = [TOPIC, `${TOPIC}-dev`].map((topicArn) => decode(aMessage('Late', { topicArn })).key);
    expect(new Set(keys).size).toBe(2);
  });

  it('keeps as much of the text as a row should carry, and a name of at most 120 characters', () => {
    const event = decode(aMessage('long '.repeat(1_000)));
    expect(event.name.length).toBe(120);
    expect(event.reason).toBe(`${'long '.repeat(1_000).slice(0, 3_999)}…`);
  });
});
