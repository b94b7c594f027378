/**
 * One keep-alive connection that posts bodies one after the other. Written on the socket, because a client that does
 * more would take the processor from what is measured.
 */

import { once } from 'node:events';
import { connect } from 'node:net';

export interface Connection {
  /** Resolves with the status once the whole answer is there. Rejects when the connection ends before. */
  post(body: string): Promise<number>;
  close(): void;
}

export async function openConnection(url: URL): Promise<Connection> {
  const socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  const head = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: text/plain; charset=UTF-8\r\n`;
  let received = '';
  let asked: { resolve: (status: number) => void; reject: (error: Error) => void } | null = null;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    received += chunk;
    const status = wholeAnswer(received);
    if (status === null) return;
    received = '';
    asked?.resolve(status);
    asked = null;
  });
  socket.on('error', (error) => asked?.reject(error));
  socket.on('close', () => asked?.reject(new Error('The connection ended before the answer.')));
  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject };
        socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}

/** The status, when all of the answer has come; the server is expected to say how long it is. */
function wholeAnswer(received: string): number | null {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = received.slice(0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return received.length < end + 4 + length ? null : Number(head.slice(9, 12));
}
