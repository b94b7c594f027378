/** Commits so often that the log is copied, closes the store with nothing else to wait for, and says so. */

import { COMMITS_BETWEEN } from '../../../src/store/dialect/sqlite-checkpoint.ts';
import { openFile } from '../files.ts';
import { inbound } from '../samples.ts';

const store = await openFile(process.argv[2] ?? '', { lock: true });
await store.migrate();
for (let next = 0; next < COMMITS_BETWEEN; next += 1) await store.acceptInbound(inbound(`m-${next}`));
await store.close();
process.stdout.write('closed\n');
