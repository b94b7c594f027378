/** Ways in which Slack fails, switched on by a test: how the bot behaves when the vendor does not. */

export type Fault =
  /** Answers 500 and does nothing. */
  | { readonly kind: 'http-500' }
  /** Answers 429 with Retry-After and does nothing. */
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  /** Answers `{ ok: false, error }` and does nothing. */
  | { readonly kind: 'error'; readonly error: string }
  /** Waits, then does the work. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Does the work, then drops the connection: the caller cannot know. */
  | { readonly kind: 'drop-after-effect' }
  /** Drops the connection and does nothing. */
  | { readonly kind: 'refuse-connection' };

export type FaultSwitch = Fault & {
  /** A method such as `chat.postMessage`, or `response_url`, or `upload_url`; every one when absent. */
  readonly method?: string;
  /** How many calls it hits; all of them when absent. */
  readonly times?: number;
};

export interface Faults {
  /** Adds a fault behind those already set; the first that fits a call is used. */
  set(fault: FaultSwitch): void;
  /** Back to a healthy Slack. */
  clear(): void;
  /** The fault that hits this call, counted, or null. */
  strike(method: string): Fault | null;
}

/** A healthy Slack. */
export function createFaults(): Faults {
  let switches: readonly { readonly fault: FaultSwitch; readonly left: number }[] = [];
  return {
    set: (fault) => {
      switches = [...switches, { fault, left: fault.times ?? Number.POSITIVE_INFINITY }];
    },
    clear: () => {
      switches = [];
    },
    strike: (method) => {
      const hit = switches.find(({ fault }) => fault.method === undefined || fault.method === method);
      if (hit === undefined) return null;
      switches = switches
        .map((entry) => (entry === hit ? { ...entry, left: entry.left - 1 } : entry))
        .filter(({ left }) => left > 0);
      return hit.fault;
    },
  };
}
