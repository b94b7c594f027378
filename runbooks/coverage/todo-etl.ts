/** The coverage of the runbook that comes with the house, by the verbs of this release. Reads the runbook's files. */

import type { Coverage } from './coverage.ts';

import { fileURLToPath } from 'node:url';

import { readRunbookFiles } from '../../src/runbook-files.ts';
import { parseRunbook } from '../../src/runbooks/parse.ts';
import { REASONS } from './because.ts';
import { coverageOf } from './coverage.ts';
import { commandsOfRelease } from './verbs.ts';

const FOLDER = fileURLToPath(new URL('../todo-etl', import.meta.url));

export async function coverageOfTodoEtl(): Promise<Coverage> {
  const { runbook, faults } = parseRunbook(await readRunbookFiles(FOLDER));
  const coverage = coverageOf(runbook, REASONS, commandsOfRelease());
  return { ...coverage, faults: [...faults, ...coverage.faults] };
}
