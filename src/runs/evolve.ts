/** The fold of a run: one event applied. It never refuses. */

import type { Finding } from '../operations/finding.ts';
import type { RunEvent } from './events.ts';
import type { OperationRun, RunState } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';

/** Applies one event. The first must be `RunRequested`; throws when it is not. Does not touch `version`. */
export function evolve(run: OperationRun | null, event: RunEvent): OperationRun {
  if (event.type === 'RunRequested') {
    const { type: _, at, ...wish } = event;
    return {
      ...wish,
      version: 0,
      state: { state: 'requested' },
      file: null,
      shared: null,
      turn: 0,
      failures: { count: 0, lastAt: null },
      requestedAt: at,
      changedAt: at,
    };
  }
  if (run === null) throw new Error(`Expected RunRequested as the first event, got ${event.type}`);
  return { ...applied(run, event), changedAt: event.at };
}

/** Folds a whole stream; null for an empty one. */
export function fold(events: readonly RunEvent[]): OperationRun | null {
  return events.reduce<OperationRun | null>(evolve, null);
}

function applied(run: OperationRun, event: Exclude<RunEvent, { type: 'RunRequested' }>): OperationRun {
  switch (event.type) {
    case 'RunStarting': {
      const { letter, at } = event;
      return carried(run, { state: 'starting', ...(letter === undefined ? {} : { letter }), at });
    }
    case 'RunProgressed': {
      const { token, summary, links, lookAt } = event;
      const at = run.state.state === 'running' ? run.state.at : event.at;
      return carried(run, { state: 'running', token, summary, links, at, lookAt });
    }
    case 'RunSoFar':
      return run.state.state === 'starting' ? { ...run, state: { ...run.state, soFar: event.soFar } } : run;
    case 'RunAnswered':
      return carried(run, { state: 'answered', at: event.at });
    case 'OperationFailed':
      return { ...carried(run, run.state), failures: { count: event.count, lastAt: event.at } };
    case 'RunFollowed': {
      const { checklist, step } = event;
      return { ...run, followers: [...run.followers, { checklist, step }] };
    }
    case 'RunEnded': {
      const ended = carried(run, { state: 'ended', finding: event.finding, at: event.at });
      return hasFile(run, event.finding) ? { ...ended, file: { state: 'wanted' } } : ended;
    }
    case 'RunCancelled':
      return carried(run, { state: 'cancelled', by: event.by, at: event.at });
    case 'RunGivenUp': {
      const started = run.state.state === 'running';
      const links = run.state.state === 'running' ? run.state.links : [];
      return carried(run, { state: 'given-up', by: event.by, started, links, at: event.at });
    }
    case 'RunFileMoved':
      return { ...run, file: event.file };
    case 'RunShared':
      return { ...run, shared: { by: event.by, at: event.at } };
    default:
      return assertNever(event);
  }
}

/** Only who asked alone gets a file. */
function hasFile(
  { audience, wantsWhole = false }: OperationRun,
  { whole, table, excerpt }: Finding,
): boolean {
  if (audience !== 'asker') return false;
  return whole !== undefined || (wantsWhole && (table !== null || excerpt !== null));
}

function carried(run: OperationRun, state: RunState): OperationRun {
  return { ...run, state, turn: run.turn + 1 };
}
