/** A workspace with its page, and a pipeline beside it that only notes which switches were turned. */

import type { ClientFiles } from '../../sandbox/page/bundle.ts';
import type { PagePipeline } from '../../sandbox/page/contract.ts';
import type { RunningSlack } from '../../sandbox/slack/start.ts';

import { randomUUID } from 'node:crypto';

import { pageRoutes } from '../../sandbox/page/routes.ts';
import { startSlack } from '../../sandbox/slack/start.ts';

export const BOT_TOKEN = 'xoxb-sandbox';
const NO_CLIENT: ClientFiles = { html: '<title>page</title>', script: 'run()', style: 'body{}' };
export const QUIET: PagePipeline = { name: 'todo-etl', stages: [], switches: [], runs: [], log: [] };

export interface PageWorld {
  readonly slack: RunningSlack;
  /** The switches that were turned, and which way. */
  readonly flipped: readonly (readonly [string, boolean])[];
  /** Shows this pipeline from now on, and tells the page. */
  show(pipeline: PagePipeline): void;
}

/** Serves it on a free port, with files that draw nothing unless others are given. Nobody listens where its app should be. */
export async function startPageWorld(client = async () => NO_CLIENT): Promise<PageWorld> {
  const flipped: (readonly [string, boolean])[] = [];
  let pipeline = QUIET;
  let pipelineChanged = (): void => {};
  const slack = await startSlack({
    host: '127.0.0.1',
    port: 0,
    clock: Date.now,
    newId: randomUUID,
    fetch: globalThis.fetch,
    botToken: BOT_TOKEN,
    signingSecret: 'secret',
    appUrl: 'http://127.0.0.1:1/slack/events',
    extend: async (app, workspace) => {
      await app.register(pageRoutes, {
        workspace,
        bot: () => 'ready' as const,
        pipeline: {
          view: () => pipeline,
          flip: async (id: string, on: boolean) => {
            flipped.push([id, on]);
            return { ok: true } as const;
          },
          onChange: (listener: () => void) => {
            pipelineChanged = listener;
            return () => {};
          },
        },
        client,
      });
    },
  });
  return {
    slack,
    flipped,
    show: (next) => {
      pipeline = next;
      pipelineChanged();
    },
  };
}
