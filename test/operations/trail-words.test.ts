import { describe, expect, it } from '@jest/globals';

import type { TrailDeed, TrailEvent } from '../../src/operations/trail-event.ts';

import { settingsOf } from '../../src/operations/trail-settings.ts';
import { feedWords, functionWords, jobWords } from '../../src/operations/trail-words.ts';

function event(deed: TrailDeed, settings: Readonly<Record<string, string>> = {}): TrailEvent {
  return {
    at: 0,
    name: 'UpdateJob',
    deed,
    who: 'ben',
    subject: { kind: 'job', name: 'a' },
    settings: settingsOf(settings, ''),
  };
}

describe('what an event did', () => {
  it('to a job, against the settings before, or as they are by now', () => {
    const now = event('updated', { NumberOfWorkers: '20', WorkerType: 'G.1X', Role: 'x' });
    expect(jobWords(now, event('updated', { NumberOfWorkers: '8', WorkerType: 'G.1X', Role: 'x' }))).toBe(
      'NumberOfWorkers 8 → 20',
    );
    expect(jobWords(now, now)).toBe('saved with the settings that it had');
    expect(jobWords(now, null)).toBe('settings saved, by now NumberOfWorkers 20, WorkerType G.1X');
    expect(jobWords(event('updated'), null)).toBe('settings saved');
    expect(jobWords(event('deleted'), null)).toBe('deleted');
    const many = event('updated', { a: '1', b: '1', c: '1', d: '1', e: '1' });
    expect(jobWords(many, event('updated'))).toBe('A 1 set, B 1 set, C 1 set, D 1 set and 1 more');
  });

  it('to a job is not said to be nothing where not all of its settings are known', () => {
    const settings = Object.fromEntries(Array.from({ length: 201 }, (_, place) => [`s${place}`, '1']));
    const before = event('updated', settings);
    expect(jobWords(event('updated', { ...settings, s200: '2' }), before)).toBe('settings saved');
  });

  it('to a function, and to what feeds it', () => {
    expect(functionWords(event('code'))).toBe('code deployed');
    expect(functionWords(event('updated', { MemorySize: '512' }))).toBe(
      'configuration changed: MemorySize 512',
    );
    expect(functionWords(event('concurrency', { ReservedConcurrentExecutions: '0' }))).toBe(
      'reserved concurrency set to 0',
    );
    expect(functionWords(event('concurrency'))).toBe('reserved concurrency taken away');
    expect(feedWords(event('updated', { Enabled: 'false', BatchSize: '10' }))).toBe(
      'what feeds it was disabled',
    );
    expect(feedWords(event('updated', { Enabled: 'true' }))).toBe('what feeds it was enabled');
    expect(feedWords(event('updated', { BatchSize: '10' }))).toBe('what feeds it was changed: BatchSize 10');
    expect(feedWords(event('deleted'))).toBe('what feeds it was removed');
  });
});
