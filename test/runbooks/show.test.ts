import { expect, it } from '@jest/globals';

import { runbookAsJson } from '../../src/runbooks/show.ts';
import { parse } from './support.ts';

it('shows a runbook with exactly the promised keys', () => {
  const { runbook } = parse({
    'RUNBOOK.md':
      '## Common Issues\n\n### 1. A\n\n**Symptoms**: s\n\n**Causes**: c\n\n**Resolution**:\n\n1. Look: `/etl logs {job}`\n\n   Help.\n2. Think\n',
  });
  expect(JSON.parse(JSON.stringify(runbookAsJson(runbook)))).toEqual({
    procedures: [
      {
        id: 'RUNBOOK.md/common-issues/1-a',
        title: 'A',
        kind: 'troubleshooting',
        symptoms: ['s'],
        causes: ['c'],
        phases: [
          { title: 'Resolution', steps: [{ text: 'Look', command: '/etl logs {job}' }, { text: 'Think' }] },
        ],
      },
    ],
  });
});
