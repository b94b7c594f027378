/** What went over the wire, for a test to assert on: calls of the app, and deliveries to it. Never holds a token. */

export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch when it arrived. */
  readonly at: number;
  /** `ok`, Slack's error code, or the kind of fault that hit it; null while it is being worked on. */
  readonly answer: string | null;
}

export interface Delivered {
  /** `slash`, `block_actions`, `view_submission`, `view_closed`, `app_mention`. */
  readonly kind: string;
  readonly at: number;
  /** `200` or another HTTP status, `late`, `unreachable`; null while it is on its way. */
  readonly outcome: string | null;
}

export interface Recorder {
  readonly calls: readonly Call[];
  readonly deliveries: readonly Delivered[];
  /** Notes a call and returns what notes its answer. */
  call(method: string, args: Call['args']): (answer: string) => void;
  delivery(kind: string): (outcome: string) => void;
}

/** An empty record; `announce` is called after every entry and after every answer. */
export function createRecorder(clock: () => number, announce: () => void): Recorder {
  const calls: Call[] = [];
  const deliveries: Delivered[] = [];
  return {
    calls,
    deliveries,
    call: (method, args) => {
      const index = calls.push({ method, args, at: clock(), answer: null }) - 1;
      announce();
      return (answer) => {
        const call = calls[index];
        if (call !== undefined) calls[index] = { ...call, answer };
        announce();
      };
    },
    delivery: (kind) => {
      const index = deliveries.push({ kind, at: clock(), outcome: null }) - 1;
      announce();
      return (outcome) => {
        const delivery = deliveries[index];
        if (delivery !== undefined) deliveries[index] = { ...delivery, outcome };
        announce();
      };
    },
  };
}
