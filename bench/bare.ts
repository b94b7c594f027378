/**
 * The yardstick: the least code that verifies a signature and makes the message durable before it answers. It checks no
 * topic, no age and no certificate; it is not a way to build the real thing.
 */

import type { Contestant } from './contestant.ts';

import { verify, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fastify from 'fastify';

interface Waiting {
  readonly id: string;
  readonly message: string;
  readonly resolve: () => void;
}

type Field = 'Message' | 'MessageId' | 'Timestamp' | 'TopicArn' | 'Type' | 'Signature';

export const bare: Contestant = {
  async start({ folder, certificatePem }) {
    const key = new X509Certificate(certificatePem).publicKey;
    const database = new DatabaseSync(join(folder, 'bare.db'));
    database.exec(
      'pragma journal_mode = wal; pragma synchronous = full; create table inbox (id text primary key, message text)',
    );
    const insert = database.prepare('insert or ignore into inbox values (?, ?)');
    const stored = (): number => Number(database.prepare('select count(*) as n from inbox').get()?.['n']);
    let waiting: Waiting[] = [];

    function commit(): void {
      const batch = waiting;
      waiting = [];
      database.exec('begin immediate');
      for (const { id, message } of batch) insert.run(id, message);
      database.exec('commit');
      for (const { resolve } of batch) resolve();
    }

    const server = fastify();
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    server.post<{ Body: string }>('/sns', async (request, reply) => {
      const { Message, MessageId, Timestamp, TopicArn, Type, Signature } = JSON.parse(request.body) as Record<
        Field,
        string
      >;
      const text = `Message\n${Message}\nMessageId\n${MessageId}\nTimestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\n${Type}\n`;
      const matches = await new Promise<boolean>((resolve, reject) => {
        verify('RSA-SHA1', Buffer.from(text), key, Buffer.from(Signature, 'base64'), (error, result) =>
          error === null ? resolve(result) : reject(error),
        );
      });
      if (!matches) return reply.code(403).send({ error: 'forged' });
      await new Promise<void>((resolve) => {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push({ id: MessageId, message: Message, resolve });
      });
      return { result: 'stored' };
    });
    return {
      url: await server.listen({ host: '127.0.0.1', port: 0 }),
      stored,
      waiting: async () => stored(),
      async close() {
        await server.close();
        database.close();
      },
    };
  },
};
