/**
 * Clients that write down every call made with them, so that a finding can say what was asked and what was refused. They
 * make no call that the operation did not declare: what the IAM policy is printed from is then all there is.
 */

import type { AwsCall } from '../operations/calls.ts';
import type { Asked } from '../operations/finding.ts';
import type { Tally } from '../operations/tally.ts';
import type { AwsClients } from './clients.ts';

import { actionsOf } from '../operations/calls.ts';
import { callWords, MOST_ASKED } from '../operations/refused-calls.ts';
import { describeAwsError } from './errors.ts';
import { AwsRefusal } from './refusals.ts';

/** What the clients are called in the name of a call; `glueOnce` is Glue too. */
const SERVICES: ReadonlyMap<PropertyKey, string> = new Map([
  ['glue', 'glue'],
  ['glueOnce', 'glue'],
  ['athena', 'athena'],
  ['logs', 'logs'],
  ['cloudTrail', 'cloudtrail'],
  ['cloudWatch', 'cloudwatch'],
  ['dynamoDb', 'dynamodb'],
  ['firehose', 'firehose'],
  ['lambda', 'lambda'],
  ['s3', 's3'],
]);

export interface CallRecord {
  /** What may be called. */
  readonly asks: readonly AwsCall[];
  /** What was called, once it was answered or refused. */
  readonly asked: Asked[];
  readonly tally?: Tally | undefined;
}

/** The same clients, writing into the record. A call that it does not list throws before it is made, as that is a bug. */
export function recorded(clients: AwsClients, record: CallRecord): AwsClients {
  return new Proxy(clients, {
    get(target, name) {
      const client: unknown = Reflect.get(target, name, target);
      const service = SERVICES.get(name);
      return service === undefined || !isObject(client) ? client : recordedClient(client, service, record);
    },
  });
}

function recordedClient(client: object, service: string, { asks, asked, tally }: CallRecord): object {
  return new Proxy(client, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function' || typeof name !== 'string') return method;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        const call = `${service}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
        const declared = asks.find((one) => one === call);
        if (declared === undefined)
          throw new Error(`Expected the operation to declare ${call} among what it asks`);
        const note = (entry: Asked): void => {
          tally?.answered();
          if (asked.length < MOST_ASKED) asked.push(entry);
        };
        try {
          const answer: unknown = await Reflect.apply(method, target, given);
          note({ call, ok: true });
          return answer;
        } catch (error) {
          // The credentials may have been refused on the way, which has its sentence already.
          const { kind, sentence } =
            error instanceof AwsRefusal
              ? error.report
              : describeAwsError(error, { doing: callWords(call), action: actionsOf(declared)[0].action });
          // That there is none is an answer, and what it means the operation says.
          note(kind === 'not-found' ? { call, ok: true } : { call, ok: false, error: sentence });
          throw error;
        }
      };
    },
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
