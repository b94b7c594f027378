/** The maker of what changes something, and is followed to its end: previewed, started once, found again after a crash. */

import type { Finding } from '../operations/finding.ts';
import type { Arguments } from '../operations/arguments.ts';
import type { Operation, Preview, Progress, Risk, RunContext, Verified } from '../operations/operation.ts';
import type { AwsErrorReport } from './errors.ts';
import type { Call, Followed, Making } from './making.ts';

import { ended } from '../operations/findings.ts';
import { placeKey } from '../operations/place.ts';
import { operationOf } from './making.ts';

export interface Change<A> extends Followed<A> {
  /** `destructive` when what was there before does not come back. */
  readonly risk: Exclude<Risk, 'read'>;
  /** The flag that makes it only look, and end at once, where it has one. */
  readonly harmless: (keyof A & string) | null;
  /** What it acts on, within a place. */
  target(args: A): string;
  preview(args: A, call: Call): Promise<Preview>;
  /** Begins. A refusal that it lets through means that nothing was changed. */
  start(args: A, call: Call): Promise<Progress>;
  /** Looks whether it was started, after a crash between the start and its record; null where nobody can know. */
  readonly verify: ((args: A, call: Call) => Promise<Verified>) | null;
}

/** Makes the operation of this declaration. */
export function makeChange<A>(
  { called, following, linksOf, refused }: Making,
  declared: Change<A>,
): Operation {
  const { harmless, verify } = declared;
  const riskOf = (args: Arguments): Risk =>
    harmless !== null && args[harmless] === 'true' ? 'read' : declared.risk;
  return operationOf(declared, {
    risk: declared.risk,
    afterCrash: verify === null ? 'report' : 'verify',
    riskOf,
    calls(args, risk) {
      const refusal = (context: RunContext, report: AwsErrorReport): Finding =>
        refused(report, linksOf(declared, args, context, null));
      // Nothing was changed, whatever AWS may say the next time.
      const notStarted = (context: RunContext, report: AwsErrorReport): Finding => ({
        ...refusal(context, report),
        verdict: 'fail',
      });
      return {
        target:
          risk === 'read' ? null : (place) => `${declared.verb}:${placeKey(place)}/${declared.target(args)}`,
        async preview(context) {
          const looked = await called(declared, context, (call) => declared.preview(args, call));
          return looked.ok ? looked.value : { would: 'refuse', finding: notStarted(context, looked.error) };
        },
        async start(context) {
          const begun = await called(declared, context, (call) => declared.start(args, call));
          return begun.ok ? begun.value : ended(notStarted(context, begun.error));
        },
        follow: following(declared, args),
        async verify(context) {
          if (verify === null) return { state: 'not-started' };
          const found = await called(declared, context, (call) => verify(args, call), true);
          if (found.ok) return found.value;
          return ended({ ...refusal(context, found.error), verdict: 'unknown' });
        },
        cancel: null,
      };
    },
  });
}
