/** Every deed on a run, in the order in which its card would rather offer them; and what is made of them. */

import type { Person } from '../access/actor.ts';
import type { RunCommand } from '../runs/commands.ts';
import type { OperationRun } from '../runs/state.ts';
import type { Confirmation, Kind, Plain } from './declaration.ts';
import type { FieldsOf } from './subjects.ts';

import { withoutStop } from '../lib/text.ts';
import { refusalOf } from '../runs/decide.ts';
import { isStopped } from '../runs/state.ts';
import { RUN } from './subjects.ts';

interface OnRun extends Kind {
  readonly of: FieldsOf<typeof RUN>;
  readonly named: OperationRun;
  readonly command: RunCommand;
  readonly given: { readonly by: Person; readonly now: number };
  readonly after: OperationRun;
}

interface RunDeed<Name extends string, Type extends RunCommand['type']> extends Plain<OnRun, Name, Type> {
  confirm(run: OperationRun): Confirmation;
}

const cancel: RunDeed<'cancel a run', 'CancelRun'> = {
  name: 'cancel a run',
  risk: 'respond',
  press: 'run.cancel/1',
  of: RUN,
  label: 'Cancel',
  confirm: ({ command }) => ({
    title: 'Cancel this run?',
    text: `${withoutStop(command)} has not started. Cancelled, it never does.`,
    yes: 'Cancel it',
  }),
  words: ({ command }) => `cancel ${command}`,
  form: null,
  becomes: 'CancelRun',
  command: (_, { by, now }) => ({ type: 'CancelRun', by, now }),
  done: stopped,
};

const giveUp: RunDeed<'give up a run', 'GiveUpRun'> = {
  name: 'give up a run',
  risk: 'respond',
  press: 'run.give-up/1',
  of: RUN,
  label: 'Give up',
  confirm: (run) => ({
    title: 'Give this run up?',
    text:
      run.risk === 'read'
        ? `Handrail stops waiting for ${withoutStop(run.command)} and shows no result.${queryStopped(run)}`
        : `Handrail stops following ${withoutStop(run.command)}. What runs in AWS goes on there: this stops nothing.`,
    yes: 'Give it up',
  }),
  words: ({ command }) => `give up ${command}`,
  form: null,
  becomes: 'GiveUpRun',
  command: (_, { by, now }) => ({ type: 'GiveUpRun', by, now }),
  done: stopped,
};

export const RUN_DEEDS = { 'cancel-run': cancel, 'give-up-run': giveUp } as const;
export type RunDeedName = keyof typeof RUN_DEEDS;

const RUN_DEED_NAMES = Object.keys(RUN_DEEDS) as readonly RunDeedName[];

/** Whether this is the name of a deed on a run. */
export function isRunDeedName(name: string): name is RunDeedName {
  return Object.hasOwn(RUN_DEEDS, name);
}

/** The way out of the run as it stands: the first deed that its decider takes; null once it is over. */
export function offeredRunDeed(run: OperationRun): RunDeedName | null {
  return RUN_DEED_NAMES.find((name) => refusalOf(RUN_DEEDS[name].becomes, run) === null) ?? null;
}

function stopped(run: OperationRun): string {
  const { command, risk, state } = run;
  if (state.state === 'cancelled') return `${command} is cancelled. Nothing was started.`;
  if (risk === 'read') return `${command} is given up.${queryStopped(run)}`;
  const started = state.state === 'given-up' && state.started;
  const rest = started
    ? 'The job goes on in AWS'
    : 'It may have been started in AWS: look there before you run it again';
  return `${command} is no longer followed. ${rest}.`;
}

function queryStopped(run: OperationRun): string {
  return isStopped(run) ? ' Its query is stopped in AWS.' : '';
}
