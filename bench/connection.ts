/**
 * One keep-alive connection that posts bodies one after the other. Written on the socket, because a client that does
 * more would take the processor from what is measured.
 */

import { once } from 'node:events';
import { connect } from 'node:net';

export interface Connection {
  /** Resolves once the whole answer is there. Rejects when the connection ends before. */
  post(body: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  close(): void;
}

export interface HttpAnswer {
  readonly status: number;
  /** A character a byte. */
  readonly body: string;
}

export async function openConnection(url: URL): Promise<Connection> {
  const socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  const head = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\n`;
  let received = '';
  let asked: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | null = null;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    received += chunk;
    const answer = wholeAnswer(received);
    if (answer === null) return;
    received = '';
    asked?.resolve(answer);
    asked = null;
  });
  socket.on('error', (error) => asked?.reject(error));
  socket.on('close', () => asked?.reject(new Error('The connection ended before the answer.')));
  return {
    post: (body, headers) =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject };
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        socket.write(`${head}${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}

/** The answer, when all of the answer has come; the server is expected to say how long it is. */
function wholeAnswer(received: string): HttpAnswer | null {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = received.slice(0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const begin = end + 4;
  if (received.length < begin + length) return null;
  return { status: Number(head.slice(9, 12)), body: received.slice(begin, begin + length) };
}
