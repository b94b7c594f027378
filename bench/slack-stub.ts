/** A Slack that accepts everything at once: what is measured is Handrail. */

import { once } from 'node:events';
import { createServer } from 'node:http';

export interface SlackStub {
  readonly apiUrl: string;
  /** Calls by method. */
  readonly calls: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export async function startSlackStub(): Promise<SlackStub> {
  const calls = new Map<string, number>();
  let posted = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const method = request.url?.replace(/^\/api\//, '') ?? '';
      calls.set(method, (calls.get(method) ?? 0) + 1);
      if (method === 'chat.postMessage') posted += 1;
      const answer = {
        ok: true,
        team_id: 'T0TODO',
        user_id: 'U0HANDRAIL',
        bot_id: 'B0HANDRAIL',
        channel: method.startsWith('conversations.') ? { id: 'C0TODOETL' } : 'C0TODOETL',
        ts: `1700000000.${String(posted).padStart(6, '0')}`,
        user: { team_id: 'T0TODO' },
        channels: [],
        messages: [],
      };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port, got none.');
  return {
    apiUrl: `http://127.0.0.1:${address.port}/api/`,
    calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
