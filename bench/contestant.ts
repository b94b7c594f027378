/** What the bench measures: something that takes SNS deliveries over HTTP and makes them durable in a folder. */

export const CONTESTANTS = ['handrail', 'way_in', 'bare'] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

export interface Contestant {
  start(options: ContestantOptions): Promise<Running>;
}

export interface ContestantOptions {
  /** Empty, and its own. */
  readonly folder: string;
  readonly topicArn: string;
  readonly certificateUrl: string;
  readonly certificatePem: string;
  /** A Web API that accepts everything, and a free port: only the whole bot asks for them. */
  readonly slackApiUrl: string;
  readonly port: number;
  /** Keys of its configuration in place of the usual ones, and the AWS account that it asks, if any. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly awsUrl: string | null;
}

export interface Running {
  /** Where it listens, without a path. */
  readonly url: string;
  /** Distinct messages made durable so far. */
  stored(): number;
  /** Of those, how many nobody has applied yet. */
  waiting(): Promise<number>;
  close(): Promise<void>;
}

/** How the process of a contestant fared since it was last asked to begin. */
export interface Vitals {
  /** How long a turn of its event loop was held up, milliseconds. */
  readonly loopP99Ms: number;
  readonly loopWorstMs: number;
  /** Of one processor, how much it had. */
  readonly cpuShare: number;
  /** Since the process began, MiB. */
  readonly rssPeakMib: number;
  readonly heapPeakMib: number;
}
