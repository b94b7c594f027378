/**
 * What AWS refused, in one sentence for the person who pressed the button, and two answers for the code: may it be
 * tried again, and may it have happened all the same. Never shows more of a vendor's message than its redacted text.
 */

import { redact } from '../lib/redact.ts';
import { firstLine, truncate } from '../lib/text.ts';

export type AwsErrorKind =
  | 'denied'
  | 'throttled'
  | 'unreachable'
  | 'timed-out'
  | 'credentials'
  | 'not-found'
  | 'concurrent-runs'
  | 'limit'
  | 'invalid'
  | 'broken'
  | 'stopped'
  | 'unrecognised';

export interface AwsErrorReport {
  /** `unplaced`: AWS was not asked, as the call may not go to its place. */
  readonly kind: AwsErrorKind | 'unplaced';
  /** What was wanted, what came, what to do next. */
  readonly sentence: string;
  /** The same call may succeed later with nothing changed. */
  readonly retryable: boolean;
  /** The call may have taken effect although no answer came. */
  readonly ambiguous: boolean;
  /** What is known of a change that is followed, when nothing more can be read. */
  readonly known: string;
}

export interface Attempted {
  /** Completes "Could not …": `read the runs of silver-users`. */
  readonly doing: string;
  /** The IAM action the call needs: `glue:GetJobRuns`. */
  readonly action: string;
  /** What to do when it is denied, where adding the action to Handrail's role is not all. */
  readonly remedy?: string;
  /** What is known without an answer, where that is less than "It was started": `It may have been started`. */
  readonly known?: string;
}

interface Entry {
  readonly retryable: boolean;
  readonly ambiguous: boolean;
  /** What came and what to do next, after "Could not …: ". */
  readonly because: (seen: Seen, attempted: Attempted) => string;
}

/** The parts of an error of any origin that the table reads. */
interface Seen {
  readonly name: string;
  readonly code: string;
  readonly status: number | null;
  readonly message: string;
}

/** What a thrown object may have, none of it certain. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly $metadata?: unknown;
}

const KINDS: Readonly<Record<AwsErrorKind, Entry>> = {
  denied: {
    retryable: false,
    ambiguous: false,
    because: (seen, { action, remedy }) => `AWS denied it. ${remedy ?? addAction(seen, action)}`,
  },
  throttled: {
    retryable: true,
    ambiguous: false,
    because: () => 'AWS is throttling this account. Wait a minute, then try again.',
  },
  unreachable: {
    retryable: true,
    ambiguous: false,
    because: ({ code }) =>
      `AWS could not be reached${code === '' ? '' : ` (${code})`}. Check the network and the endpoint of the host Handrail runs on, then try again.`,
  },
  'timed-out': {
    retryable: true,
    ambiguous: true,
    because: (_seen, { action }) => `AWS did not answer in time${doubt(action)}. Try again in a minute.`,
  },
  credentials: {
    retryable: false,
    ambiguous: false,
    because: ({ name }) =>
      `the AWS credentials ${name.startsWith('ExpiredToken') ? 'have expired' : 'are missing, wrong or expired'}. Renew the credentials or the role of the host Handrail runs on, then try again.`,
  },
  'not-found': {
    retryable: false,
    ambiguous: false,
    because: () => 'AWS does not know it. Check the name, the account and the region.',
  },
  'concurrent-runs': {
    retryable: true,
    ambiguous: false,
    because: () =>
      'as many runs of the job as it allows are running. Wait until one ends, or raise its maximum concurrency.',
  },
  limit: {
    retryable: true,
    ambiguous: false,
    because: () =>
      'a limit of the account is reached. Wait until other runs end, ask for fewer workers, or raise the quota.',
  },
  invalid: {
    retryable: false,
    ambiguous: false,
    because: ({ message }) => `AWS did not accept it: ${quoted(message)}`,
  },
  broken: {
    retryable: true,
    ambiguous: true,
    because: ({ status }, { action }) =>
      `AWS failed${status === null ? '' : ` with HTTP ${status}`}${doubt(action)}. Try again in a minute.`,
  },
  stopped: {
    retryable: true,
    ambiguous: true,
    because: (_seen, { action }) => `Handrail stopped waiting for AWS${doubt(action)}. Try again.`,
  },
  unrecognised: {
    retryable: false,
    ambiguous: true,
    because: ({ name, message }) => `${name === '' ? 'an unexpected error' : name}: ${quoted(message)}`,
  },
};

const KIND_BY_NAME: Readonly<Record<string, AwsErrorKind>> = {
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  AuthorizationError: 'denied',
  AuthorizationErrorException: 'denied',
  UnauthorizedOperation: 'denied',
  LimitExceededException: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
  RequestLimitExceeded: 'throttled',
  SlowDown: 'throttled',
  Throttled: 'throttled',
  ThrottledException: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  AuthorizationHeaderMalformed: 'credentials',
  CredentialsProviderError: 'credentials',
  ExpiredToken: 'credentials',
  ExpiredTokenException: 'credentials',
  IncompleteSignature: 'credentials',
  InvalidAccessKeyId: 'credentials',
  InvalidClientTokenId: 'credentials',
  InvalidSignatureException: 'credentials',
  MissingAuthenticationToken: 'credentials',
  MissingAuthenticationTokenException: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  TokenProviderError: 'credentials',
  UnrecognizedClientException: 'credentials',
  EntityNotFoundException: 'not-found',
  NoSuchBucket: 'not-found',
  NoSuchKey: 'not-found',
  NotFoundException: 'not-found',
  NotFound: 'not-found',
  ResourceNotFoundException: 'not-found',
  ConcurrentRunsExceededException: 'concurrent-runs',
  ResourceNumberLimitExceededException: 'limit',
  InvalidInputException: 'invalid',
  InvalidParameter: 'invalid',
  InvalidParameterException: 'invalid',
  InvalidParameterValue: 'invalid',
  InvalidStateException: 'invalid',
  ValidationException: 'invalid',
  InternalFailure: 'broken',
  InternalServiceException: 'broken',
  InternalServiceFault: 'broken',
  OperationTimeoutException: 'timed-out',
  ServiceUnavailable: 'broken',
  ServiceUnavailableException: 'broken',
  AbortError: 'stopped',
};

// Nothing was sent: the name did not resolve, or no connection came about.
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
]);
// The connection was there and went away: what was sent may have arrived.
const LOST = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'UND_ERR_SOCKET']);

const SYSTEM_ERROR = /\b(?:connect|getaddrinfo|read|write) (E[A-Z_]+)\b/;

/** What an error thrown by the SDK means. Takes anything that was thrown. */
export function describeAwsError(error: unknown, attempted: Attempted): AwsErrorReport {
  const seen = look(error);
  const kind = kindOf(seen);
  const { retryable, ambiguous, because } = KINDS[kind];
  return {
    kind,
    sentence: `Could not ${attempted.doing}: ${because(seen, attempted)}`,
    retryable,
    ambiguous,
    known: attempted.known ?? 'It was started',
  };
}

/**
 * Whether this was thrown because of AWS, or of the way there. What the SDK throws for an answer, or for want of one, it
 * marks with `$metadata`; what has neither that nor a name or code of the table is a bug of ours.
 */
export function isOfAws(error: unknown): boolean {
  const marked = typeof error === 'object' && error !== null && '$metadata' in error;
  return marked || kindOf(look(error)) !== 'unrecognised';
}

// By shape, not by class: what is thrown may come from another realm, and the SDK decorates what the network throws.
function look(error: unknown): Seen {
  if (typeof error !== 'object' || error === null)
    return { name: '', code: '', status: null, message: String(error) };
  const { name, code, message: words, $metadata }: Thrown = error;
  const message = textOf(words);
  // What the SDK does not take for an Error it wraps, and then only the message still has the code.
  const known = textOf(code) || (SYSTEM_ERROR.exec(message)?.[1] ?? '');
  return { name: textOf(name), code: known, status: statusOf($metadata), message };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function statusOf(metadata: unknown): number | null {
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}

function kindOf({ name, code, status, message }: Seen): AwsErrorKind {
  const byName = KIND_BY_NAME[name];
  if (byName !== undefined) return byName;
  if (NEVER_SENT.has(code)) return 'unreachable';
  // The SDK names both of its time-outs alike; only before the connection stood was nothing sent.
  if (name === 'TimeoutError')
    return message.includes('did not establish a connection') ? 'unreachable' : 'timed-out';
  if (LOST.has(code) || message.includes('socket hang up')) return 'timed-out';
  if (status === 429) return 'throttled';
  if (status === 403) return 'denied';
  if (status !== null && status >= 500) return 'broken';
  if (status !== null && status >= 400) return 'invalid';
  return 'unrecognised';
}

function addAction({ message }: Seen, action: string): string {
  const named = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z*]+)/.exec(message)?.[1] ?? action;
  return `Add ${named} to the role Handrail runs as, then try again.`;
}

function quoted(message: string): string {
  const shown = truncate(firstLine(redact(message)), 300);
  return shown === '' ? 'it gave no reason.' : /[.!?…]$/.test(shown) ? shown : `${shown}.`;
}

// What only reads, or borrows a role, has no effect to be in doubt about.
function doubt(action: string): string {
  return /:(?:Get|List|Describe|Filter|Lookup|BatchGet|Assume)/.test(action)
    ? ''
    : ', so it may or may not have happened';
}
