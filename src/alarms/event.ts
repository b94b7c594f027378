/**
 * What came in, and what it means. An inbound message is stored before anything else; decoding turns it into one
 * alarm event, a closed shape that every kind of source shares.
 */

export interface InboundMessage {
  /** TopicArn and MessageId: SNS retries keep both, so together they are the message's identity. */
  readonly topicArn: string;
  readonly messageId: string;
  readonly subject: string | null;
  /** The SNS `Message`, always a string; JSON inside it is the publisher's. */
  readonly body: string;
  /** The envelope's Timestamp, milliseconds. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

export const ALARM_STATES = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

export const ALARM_KINDS = ['metric', 'glue-job', 'text'] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** How an alarm of this kind ends: CloudWatch says OK, a job by its next success, text only by a person or by time. */
export type Recovery = 'ok' | 'next-success' | 'by-hand';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/**
 * AWS resources named by the alarm; runbook placeholders such as `{job}` are filled from here. Stored inside events, so
 * a new one is always optional.
 */
export interface AlarmResources {
  readonly job?: string;
  readonly run?: string;
  readonly crawler?: string;
  /** A Kinesis stream or a Firehose delivery stream. */
  readonly stream?: string;
  readonly function?: string;
  readonly bucket?: string;
  readonly table?: string;
  /** A database of the Glue catalog, or an RDS instance or cluster. */
  readonly database?: string;
  readonly queue?: string;
  readonly topic?: string;
  readonly budget?: string;
  /** What a text says it is about, where that is none of the others. */
  readonly source?: string;
}

export interface AlarmEvent {
  readonly kind: AlarmKind;
  /** Identity of the alarm, the same for every event about it. */
  readonly key: string;
  /** What a person calls it: the alarm's name, or the job's. */
  readonly name: string;
  readonly state: AlarmState;
  /** False for news that never changes the alarm's state, such as a run that a person stopped: told, not applied. */
  readonly applies: boolean;
  /** One short sentence in plain words: "silver-users failed: out of memory". Outside text, already redacted. */
  readonly headline: string;
  /** The source's own reason in full, redacted. */
  readonly reason: string;
  /** When the source says the state changed, milliseconds. */
  readonly changedAt: number;
  readonly account: string | null;
  readonly region: string | null;
  readonly description: string | null;
  readonly resources: AlarmResources;
  readonly facts: readonly Fact[];
  readonly recovery: Recovery;
  /** Console page of the alarm or the run. */
  readonly link: string | null;
}
