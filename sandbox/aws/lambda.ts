/** Lambda functions of the simulated account and what feeds them. It keeps the books; nothing is ever invoked. */

import { AwsRefusal } from './refusal.ts';

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly codeSizeBytes: number;
  readonly state: 'Pending' | 'Active' | 'Inactive' | 'Failed';
  readonly lastUpdateStatus: 'Successful' | 'InProgress' | 'Failed';
  readonly environment: Readonly<Record<string, string>>;
  /** Null when nothing is reserved; 0 when it is stopped so. */
  readonly reservedConcurrency: number | null;
  readonly changedAt: number;
}

/** All but the name has a default. */
export type FunctionToPut = Pick<LambdaFunction, 'name'> & Partial<Omit<LambdaFunction, 'name' | 'arn'>>;

export type MappingState =
  'Creating' | 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled' | 'Updating' | 'Deleting';

/** What hands the records of a stream to a function. */
export interface EventSourceMapping {
  readonly id: string;
  readonly functionArn: string;
  readonly eventSourceArn: string;
  readonly state: MappingState;
  /** Who or what brought it about: `User action`. */
  readonly stateReason: string;
  /** `No records processed`, `OK`, or `PROBLEM: …`. */
  readonly lastResult: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly parallelization: number;
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON';
  /** -1 for as long as the stream keeps them. */
  readonly recordAgeSeconds: number;
  /** -1 for as often as it takes. */
  readonly retryAttempts: number;
  readonly bisectsOnError: boolean;
  /** Where batches go that were given up; null for nowhere. */
  readonly onFailureArn: string | null;
  readonly changedAt: number;
}

/** What may be set of a mapping; the function by its name. */
export type MappingToPut = Pick<EventSourceMapping, 'eventSourceArn'> &
  Partial<Omit<EventSourceMapping, 'functionArn' | 'changedAt'>> & { readonly function: string };

export interface Lambda {
  /** Creates the function, or replaces it. */
  putFunction(wanted: FunctionToPut): LambdaFunction;
  /** By its name. Throws `ResourceNotFoundException`. */
  function(name: string): LambdaFunction;
  /** In the order they were first put. */
  functions(): readonly LambdaFunction[];
  /** Creates the mapping, or replaces the one of the same id. */
  putMapping(wanted: MappingToPut): EventSourceMapping;
  /** Changes some of a mapping. Throws `ResourceNotFoundException`. */
  changeMapping(
    id: string,
    changes: Partial<Omit<EventSourceMapping, 'id' | 'functionArn'>>,
  ): EventSourceMapping;
  /** In the order they were first put. */
  mappings(): readonly EventSourceMapping[];
}

export interface LambdaSources {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => number;
  readonly newId: () => string;
}

const FUNCTION_DEFAULTS = {
  description: '',
  runtime: 'python3.13',
  handler: 'app.handler',
  timeoutSeconds: 60,
  memoryMb: 512,
  codeSizeBytes: 48_128,
  state: 'Active',
  lastUpdateStatus: 'Successful',
  environment: {},
  reservedConcurrency: null,
} as const;

const MAPPING_DEFAULTS = {
  state: 'Enabled',
  stateReason: 'User action',
  lastResult: 'No records processed',
  batchSize: 100,
  batchingWindowSeconds: 0,
  parallelization: 1,
  startingPosition: 'LATEST',
  recordAgeSeconds: -1,
  retryAttempts: -1,
  bisectsOnError: false,
  onFailureArn: null,
} as const;

/** A Lambda without functions. */
export function createLambda({ accountId, region, now, newId }: LambdaSources): Lambda {
  const functions = new Map<string, LambdaFunction>();
  const mappings = new Map<string, EventSourceMapping>();
  const arnOf = (name: string): string => `arn:aws:lambda:${region}:${accountId}:function:${name}`;

  function known(name: string): LambdaFunction {
    const found = functions.get(name);
    if (found === undefined) {
      throw new AwsRefusal('ResourceNotFoundException', `Function not found: ${arnOf(name)}`, 404);
    }
    return found;
  }

  return {
    functions: () => [...functions.values()],
    putFunction: (wanted) => {
      const put: LambdaFunction = {
        ...FUNCTION_DEFAULTS,
        changedAt: now(),
        ...wanted,
        arn: arnOf(wanted.name),
      };
      functions.set(put.name, put);
      return put;
    },
    function: known,
    putMapping: ({ function: name, ...wanted }) => {
      const put: EventSourceMapping = {
        id: newId(),
        ...MAPPING_DEFAULTS,
        ...wanted,
        functionArn: known(name).arn,
        changedAt: now(),
      };
      mappings.set(put.id, put);
      return put;
    },
    changeMapping: (id, changes) => {
      const before = mappings.get(id);
      if (before === undefined) {
        throw new AwsRefusal('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      }
      const after: EventSourceMapping = { ...before, changedAt: now(), ...changes };
      mappings.set(id, after);
      return after;
    },
    mappings: () => [...mappings.values()],
  };
}
