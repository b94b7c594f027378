/**
 * What the page and the sandbox say to each other. `GET /page/state` gives a PageState; `GET /page/events` streams
 * the whole PageState again after every change (server-sent events); `POST /page/acts` takes one Act and answers
 * an ActResult. Files are downloaded from the addresses that Slack's own messages have. The page holds no truth of
 * its own.
 */

export interface PageState {
  readonly users: readonly PageUser[];
  readonly channels: readonly PageChannel[];
  /** Every message a channel has, oldest first, thread replies included. Ephemeral ones carry `onlyFor`. */
  readonly messages: readonly PageMessage[];
  /** The modal on top of each person's stack, if any. */
  readonly views: readonly PageView[];
  readonly commands: readonly {
    readonly command: string;
    readonly hint: string;
    readonly description: string;
  }[];
  readonly pipeline: PagePipeline;
  /** Whether Handrail answers: `starting`, `ready`, `stopped`. */
  readonly bot: 'starting' | 'ready' | 'stopped';
}

export interface PageUser {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly isBot: boolean;
  /** One or two letters and a hue, 0 to 359, in place of a picture. */
  readonly initials: string;
  readonly hue: number;
  /** `full`, or `guest`: who may be chosen as the person at the keyboard. */
  readonly membership: 'full' | 'guest';
}

export interface PageChannel {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly isArchived: boolean;
  readonly isPrivate: boolean;
  /** Whose direct message with Handrail this is; nobody else is shown it. Null for a channel. */
  readonly directWith: string | null;
}

export interface PageMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  readonly text: string;
  /** Block Kit, as the bot sent it, already validated. */
  readonly blocks: readonly PageBlock[];
  readonly files: readonly PageFile[];
  readonly edited: boolean;
  readonly onlyFor: string | null;
}

export interface PageFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** What Slack calls such a file: `CSV`. */
  readonly kind: string;
  readonly bytes: number;
  /** Where it is downloaded; `?user=` says who asks, and only who may see it gets it. */
  readonly path: string;
}

/** Block Kit JSON; the renderer knows the block types and shows an unknown one as such. */
export type PageBlock = { readonly type: string; readonly block_id: string } & Readonly<
  Record<string, unknown>
>;

export interface PageView {
  readonly user: string;
  readonly id: string;
  readonly title: string;
  readonly submit: string | null;
  readonly close: string;
  readonly blocks: readonly PageBlock[];
  /** block_id → message, after `response_action: errors`. */
  readonly errors: Readonly<Record<string, string>>;
  readonly busy: boolean;
}

export interface PagePipeline {
  readonly name: string;
  readonly stages: readonly PageStage[];
  readonly switches: readonly PageSwitch[];
  /** Runs of the pipeline's Glue jobs, newest first, at most 20. */
  readonly runs: readonly PageRun[];
  /** What the sandbox did lately: "14:03:07 SNS → POST /sns: 200 in 8 ms". Newest first, at most 50. */
  readonly log: readonly { readonly at: number; readonly text: string }[];
}

export interface PageStage {
  readonly name: string;
  readonly state: 'ok' | 'failed' | 'waits' | 'running';
  readonly detail: string;
}

export interface PageSwitch {
  readonly id: string;
  /** What it breaks something of; the panel shows those of a group together. */
  readonly group: 'jobs' | 'ingestion' | 'data' | 'account';
  /** "Break: Glue job fails". */
  readonly label: string;
  /** "Mend: Glue job fails" once it is on. */
  readonly labelOn: string;
  readonly help: string;
  readonly on: boolean;
}

export interface PageRun {
  readonly job: string;
  readonly run: string;
  readonly state: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly detail: string;
}

/** Values of a form as Slack nests them: block_id → action_id → value. */
export type PageValues = Readonly<Record<string, Readonly<Record<string, PageValue>>>>;
export type PageValue =
  | { readonly type: 'plain_text_input'; readonly value: string | null }
  | { readonly type: 'static_select' | 'radio_buttons'; readonly selected_option: PageOption | null }
  | { readonly type: 'checkboxes'; readonly selected_options: readonly PageOption[] }
  | { readonly type: 'users_select'; readonly selected_user: string | null };

export interface PageOption {
  readonly text: { readonly type: string; readonly text: string };
  readonly value: string;
}

export type Act =
  | {
      readonly act: 'message';
      readonly user: string;
      readonly channel: string;
      readonly text: string;
      readonly threadTs: string | null;
    }
  | {
      readonly act: 'slash';
      readonly user: string;
      readonly channel: string;
      readonly command: string;
      readonly text: string;
    }
  | {
      readonly act: 'press';
      readonly user: string;
      /** The message pressed, or the modal. */
      readonly on: { readonly channel: string; readonly ts: string } | { readonly view: string };
      readonly blockId: string;
      readonly actionId: string;
      /** Button value, or what was selected in a select or an overflow menu. */
      readonly value: string | null;
      readonly selected: PageOption | null;
    }
  | { readonly act: 'submit'; readonly user: string; readonly view: string; readonly values: PageValues }
  | { readonly act: 'close'; readonly user: string; readonly view: string }
  | { readonly act: 'switch'; readonly id: string; readonly on: boolean };

/** `error` is what Slack would show the person, such as "Handrail did not answer in time". */
export type ActResult = { readonly ok: true } | { readonly ok: false; readonly error: string };
