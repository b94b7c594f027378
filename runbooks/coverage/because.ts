/** Why no command answers a line of the runbook: what Handrail shows towards it, and what stays a person's work. */

import type { Reasons } from './reasons.ts';

import { CHECKLISTS } from './because/checklists.ts';
import { DESCRIPTION } from './because/description.ts';
import { OPERATIONS } from './because/operations.ts';
import { TROUBLESHOOTING } from './because/troubleshooting.ts';
import { UPKEEP } from './because/upkeep.ts';

export const REASONS: Reasons = {
  ...DESCRIPTION,
  ...OPERATIONS,
  ...TROUBLESHOOTING,
  ...UPKEEP,
  ...CHECKLISTS,
};
