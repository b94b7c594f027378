/** The whole bot as `handrail start` runs it, with one pipeline, against a Slack that accepts everything. */

import type { OpenedStore } from '../src/store/open.ts';
import type { Contestant } from './contestant.ts';

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';

import { startApp } from '../src/cli/start.ts';
import { counting } from './counting.ts';
import { SIGNING_SECRET } from './slack-requests.ts';

const HOST = '127.0.0.1';
const RUNBOOK = join(import.meta.dirname, '../runbooks/todo-etl');

export const handrail: Contestant = {
  async start({ folder, topicArn, certificateUrl, certificatePem, slackApiUrl, port, config, awsUrl }) {
    await writeFile(join(folder, 'certificate.pem'), certificatePem);
    await writeFile(
      join(folder, 'handrail.yaml'),
      stringify({
        slack: { channel: 'C0TODOETL' },
        sns: { topics: [topicArn], signing_certificates: { [certificateUrl]: 'certificate.pem' } },
        pipelines: {
          'todo-etl': {
            runbook: RUNBOOK,
            stages: { bronze: { match: { name: 'bronze-*' } }, silver: { match: { name: 'silver-*' } } },
          },
        },
        ...config,
      }),
    );
    const env = {
      HANDRAIL_CONFIG: join(folder, 'handrail.yaml'),
      DATABASE_URL: `sqlite:${join(folder, 'handrail.db')}`,
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slackApiUrl,
      AWS_REGION: 'eu-central-1',
      ...(awsUrl === null ? {} : { AWS_ENDPOINT_URL: awsUrl }),
      HOST,
      PORT: String(port),
    };
    const opened: { store?: OpenedStore; stored?: () => number } = {};
    const app = await startApp(
      { env, cwd: folder, print: () => {} },
      {
        store: (store) => {
          const counted = counting(store);
          Object.assign(opened, counted);
          return counted.store;
        },
      },
    );
    const url = `http://${HOST}:${port}`;
    // Bolt is loaded once the bot listens, which is part of the start. Only it can refuse this, so it is there then.
    await fetch(`${url}/slack/events`, { method: 'POST' });
    return {
      url,
      stored: () => opened.stored?.() ?? 0,
      waiting: async () => (await opened.store?.read((reader) => reader.backlog()))?.inbound ?? 0,
      close: () => app.stop(),
    };
  },
};
