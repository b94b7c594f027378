/** How fast the pipeline lives: its proportions are those of a real one, shrunk to what a person waits for. */

export interface Pace {
  /** From the start of one cycle to the start of the next. */
  readonly cycleMs: number;
  /** From StartJobRun until the run is `RUNNING`. */
  readonly startupMs: number;
  /** From StartJobRun until a run succeeds. */
  readonly runMs: number;
  /** From StartJobRun until a run fails. Never under a second, as EventBridge tells whole seconds apart only. */
  readonly failMs: number;
  /** From the end of a run until the alarm changes its state. */
  readonly alarmMs: number;
  /** Between two attempts at a delivery. SNS waits 20 seconds. */
  readonly retryMs: number;
  /** Between two looks at what flows in and at the alarms. */
  readonly tickMs: number;
  /** How much faster what is held up ages: an hour of a real pipeline passes in a minute. */
  readonly lateness: number;
}

export const SANDBOX_PACE: Pace = {
  cycleMs: 60_000,
  startupMs: 300,
  runMs: 5_000,
  failMs: 1_000,
  alarmMs: 300,
  retryMs: 2_000,
  tickMs: 5_000,
  lateness: 60,
};
