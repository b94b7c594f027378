/** Accepts messages until it is killed, and prints the id of each only once the store has acknowledged it. */

import { once } from 'node:events';
import { openFile } from '../files.ts';
import { inbound } from '../samples.ts';

const store = await openFile(process.argv[2] ?? '');
await store.migrate();
for (let next = 0; ; next += 20) {
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const id = `m-${next + index}`;
      await store.acceptInbound(inbound(id));
      process.stdout.write(`${id}\n`);
    }),
  );
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
}
