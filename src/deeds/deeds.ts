/** Every deed there is, by a name of its own. */

import { CHECKLIST_DEEDS } from './checklist.ts';
import { DECLARE_DEEDS } from './declare.ts';
import { INCIDENT_DEEDS } from './incident.ts';
import { RUN_DEEDS } from './run.ts';
import { STEP_DEEDS } from './step.ts';

export const DEEDS = {
  ...INCIDENT_DEEDS,
  ...CHECKLIST_DEEDS,
  ...STEP_DEEDS,
  ...RUN_DEEDS,
  ...DECLARE_DEEDS,
} as const;

export type DeedName = keyof typeof DEEDS;
