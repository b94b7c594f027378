/** `npm run docs`: writes `docs/runbook-coverage.md`, or prints what is not answered for and leaves the page as it is. */

import { writeFile } from 'node:fs/promises';

import { coverageMarkdown } from './page.ts';
import { coverageOfTodoEtl } from './todo-etl.ts';

const PAGE = new URL('../../docs/runbook-coverage.md', import.meta.url);

const coverage = await coverageOfTodoEtl();
for (const { file, line, problem } of coverage.faults)
  process.stderr.write(`runbooks/todo-etl/${file}:${line}: ${problem}\n`);
if (coverage.faults.length === 0) await writeFile(PAGE, coverageMarkdown(coverage));
else process.exitCode = 1;
