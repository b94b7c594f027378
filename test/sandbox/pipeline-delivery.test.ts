import { describe, expect, it } from '@jest/globals';

import { SANDBOX_PACE } from '../../sandbox/pipeline/pace.ts';
import { createPipelineWorld } from './pipeline-world.ts';

const { runMs, retryMs, cycleMs } = SANDBOX_PACE;

describe('a delivery', () => {
  it('that is accepted is made once, and logged', async () => {
    const world = createPipelineWorld();
    world.pipeline.start();
    await world.time.advance(runMs);
    expect(world.published).toHaveLength(1);
    expect(world.pipeline.view().log[0]?.text).toBe('SNS → POST /sns: 200 in 0 ms · bronze-events SUCCEEDED');
  });

  it('is made again after a pause, under the same message id, while the endpoint is down', async () => {
    let answers = 0;
    const world = createPipelineWorld(() => {
      answers += 1;
      if (answers === 1) return Promise.reject(new Error('connect ECONNREFUSED'));
      return Promise.resolve({ status: answers === 2 ? 503 : 200 });
    });
    world.pipeline.start();
    await world.time.advance(runMs + 2 * retryMs);
    const attempts = world.published.filter(({ message }) => message.detail?.jobName === 'bronze-events');
    expect(attempts.map(({ at }) => at - (attempts[0]?.at ?? 0))).toEqual([0, retryMs, 2 * retryMs]);
    expect(new Set(attempts.map(({ messageId }) => messageId)).size).toBe(1);
    expect(deliveryLog(world)).toEqual([
      'SNS → POST /sns: no answer (connect ECONNREFUSED), will try again · bronze-events SUCCEEDED',
      'SNS → POST /sns: 503 in 0 ms, will try again · bronze-events SUCCEEDED',
      'SNS → POST /sns: 200 in 0 ms · bronze-events SUCCEEDED',
    ]);
  });

  it('is given up after three more attempts', async () => {
    const world = createPipelineWorld(() => Promise.resolve({ status: 500 }));
    world.pipeline.start();
    await world.time.advance(cycleMs - 1);
    const attempts = world.published.filter(({ message }) => message.detail?.jobName === 'bronze-events');
    expect(attempts).toHaveLength(4);
    expect(world.pipeline.view().log.map(({ text }) => text)).toContain(
      'SNS → POST /sns: 500 in 0 ms, given up · bronze-events SUCCEEDED',
    );
  });

  it('that the endpoint refuses is not made again', async () => {
    const world = createPipelineWorld(() => Promise.resolve({ status: 403 }));
    world.pipeline.start();
    await world.time.advance(runMs + 10 * retryMs);
    expect(world.published.filter(({ message }) => message.detail?.jobName === 'bronze-events')).toHaveLength(
      1,
    );
  });

  it('is not made again once the pipeline was stopped', async () => {
    const world = createPipelineWorld(() => Promise.resolve({ status: 500 }));
    world.pipeline.start();
    await world.time.advance(runMs);
    world.pipeline.stop();
    await world.time.advance(10 * retryMs);
    expect(world.published).toHaveLength(1);
  });

  it('gives each message its own id', async () => {
    const world = createPipelineWorld();
    world.pipeline.start();
    await world.time.advance(cycleMs);
    const ids = world.published.map(({ messageId }) => messageId);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });
});

function deliveryLog({ pipeline }: ReturnType<typeof createPipelineWorld>): readonly string[] {
  return pipeline
    .view()
    .log.map(({ text }) => text)
    .filter((text) => text.startsWith('SNS') && text.includes('bronze-events'))
    .toReversed();
}
