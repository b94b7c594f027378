/** What the bench measures: something that takes SNS deliveries over HTTP and makes them durable in a folder. */

export interface Contestant {
  readonly name: string;
  start(options: ContestantOptions): Promise<Running>;
}

export interface ContestantOptions {
  /** Empty, and its own. */
  readonly folder: string;
  readonly topicArn: string;
  readonly certificateUrl: string;
  readonly certificatePem: string;
}

export interface Running {
  readonly url: string;
  /** Distinct messages made durable so far. */
  stored(): Promise<number>;
  close(): Promise<void>;
}
