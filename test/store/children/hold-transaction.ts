/** Takes the lock of `start`, writes inside a transaction, says so, and never commits. */

import { openFile } from '../files.ts';
import { incident, inbound, NOW, RESPONDER, wish } from '../samples.ts';

const store = await openFile(process.argv[2] ?? '', { lock: true });
await store.migrate();
await store.acceptInbound(inbound('committed-before'));
await store.transact(async (tx) => {
  const [row] = await tx.inbox.pending(1);
  await tx.incidents.save(incident(42), [{ type: 'StoppedGettingWorse', by: RESPONDER, at: NOW }]);
  await tx.groups.hold('todo-etl', 42);
  await tx.cards.want(wish('incident:42'));
  await tx.inbox.applied(row!.id, 42, 'opened #42');
  process.stdout.write('inside\n');
  await new Promise((resolve) => setTimeout(resolve, 600_000));
});
