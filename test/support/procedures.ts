/** Which procedure an alarm leads to, as a card asks: by the patterns of the runbook, else by words. */

import type { AlarmProcedure } from '../../src/runbooks/find.ts';
import type { Runbook } from '../../src/runbooks/runbook.ts';

import { procedureByPattern, procedureByWords } from '../../src/runbooks/find.ts';

export function procedureForAlarm(runbook: Runbook, name: string, headline: string): AlarmProcedure | null {
  return procedureByPattern(runbook, name) ?? procedureByWords(runbook, `${name} ${headline}`);
}
