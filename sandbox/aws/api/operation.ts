/**
 * How one operation of a service is declared: the members it honours and what it answers. A member that is not
 * honoured is refused by name, since ignoring it would make the simulator lie.
 */

import type { Account } from '../account.ts';
import type { Caller } from '../sts.ts';

import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';

export type Answer = Readonly<Record<string, unknown>>;

export type ProtocolName = 'json' | 'query' | 'rest-json' | 'rest-xml' | 'rpc-v2-cbor';

/** Where the members of a REST operation stand in a request, and those of its answer in what is sent back. */
export interface HttpBinding {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  /** With members in braces: `/{Bucket}/{Key+}`; the one with a plus takes the rest, slashes and all. */
  readonly path: string;
  /** The query pair that tells it from another operation of the same path. */
  readonly only?: readonly [name: string, value: string];
  /** Names in the query to members. */
  readonly query?: Readonly<Record<string, string>>;
  /** Headers, in small letters, to members. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The member that the body is. */
  readonly payload?: string;
  readonly answer?: {
    /** Members to headers. */
    readonly headers?: Readonly<Record<string, string>>;
    /** The member that is sent as it is. */
    readonly payload?: string;
    /** The element of the document that is sent. */
    readonly root?: string;
  };
}

export interface Operation {
  /** The members of the request that it reads. */
  readonly members: readonly string[];
  /** Of an operation of a REST service. */
  readonly http?: HttpBinding;
  /** Throws AwsRefusal; `code` is the service's own for input that does not validate. */
  answer(account: Account, input: unknown, code: string, caller: Caller): Answer | Promise<Answer>;
}

export type ServiceName =
  | 'glue'
  | 'logs'
  | 'cloudwatch'
  | 'cloudtrail'
  | 'sns'
  | 'sts'
  | 's3'
  | 'lambda'
  | 'dynamodb'
  | 'firehose'
  | 'athena';

/** One service at the wire. */
export interface Service {
  /** The prefix of its IAM actions. */
  readonly name: ServiceName;
  readonly protocol: ProtocolName;
  /** Of a service that speaks Smithy RPC with CBOR too: the members of its answers that are times, which are marked there. */
  readonly cborTimes?: readonly string[];
  /** The name in the credential scope of a signature. */
  readonly signingName: string;
  /** X-Amz-Target before the dot, and in the path of Smithy RPC; `null` for a service that speaks another protocol than AWS JSON. */
  readonly target: string | null;
  /** Of its XML answers; absent where it answers in JSON. */
  readonly namespace?: string;
  /** The IAM actions of the operations that are not called as their action is. */
  readonly actions?: Readonly<Record<string, string>>;
  readonly invalidInputCode: string;
  readonly throttledCode: string;
  readonly accessDeniedCode: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Declares an operation: `shape` validates the request's members and types what `answer` gets. */
export function operation<Shape extends z.ZodRawShape>(
  shape: Shape,
  answer: (account: Account, input: z.output<z.ZodObject<Shape>>, caller: Caller) => Answer | Promise<Answer>,
): Operation {
  const schema = z.strictObject(shape);
  return {
    members: Object.keys(shape),
    answer: (account, input, code, caller) => {
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw new AwsRefusal(code, refusalText(parsed.error.issues));
      return answer(account, parsed.data, caller);
    },
  };
}

/** Declares an operation of a REST service. */
export function restOperation<Shape extends z.ZodRawShape>(
  http: HttpBinding,
  shape: Shape,
  answer: (account: Account, input: z.output<z.ZodObject<Shape>>, caller: Caller) => Answer | Promise<Answer>,
): Operation {
  return { ...operation(shape, answer), http };
}

/** Milliseconds as the JSON protocols carry a time: seconds with a fraction. */
export function seconds(ms: number): number {
  return ms / 1_000;
}

/** Drops absent members, which the wire leaves out instead of sending null. */
export function present(members: Answer): Answer {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Items after the one that `token` names, at most `limit`, and the token of the next page. Throws nothing. */
export function page<Item>(
  items: readonly Item[],
  { token, limit, idOf }: { token: string | undefined; limit: number; idOf: (item: Item) => string },
): { items: readonly Item[]; nextToken: string | null; knownToken: boolean } {
  const after = token === undefined ? -1 : items.findIndex((item) => encodeToken(idOf(item)) === token);
  const found = items.slice(after + 1, after + 1 + limit);
  const last = found.at(-1);
  const more = after + 1 + limit < items.length;
  return {
    items: found,
    nextToken: more && last !== undefined ? encodeToken(idOf(last)) : null,
    knownToken: token === undefined || after >= 0,
  };
}

function encodeToken(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function refusalText(issues: readonly z.core.$ZodIssue[]): string {
  const faults = issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `The sandbox does not honour ${issue.keys.join(', ')}`
      : `Value at '${issue.path.join('.')}' failed to satisfy constraint: ${issue.message}`,
  );
  return `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected: ${faults.join('; ')}`;
}
