/** Faults that a test, or a person at the sandbox, orders: the next so many calls of an operation go wrong so. */

/**
 * `throttle`, `http-500`, `access-denied` and `expired-token` are answered without any effect. `slow` waits first, then does it.
 * `drop-after-effect` does it and then cuts the connection: the caller cannot know.
 */
export type FaultKind =
  'throttle' | 'http-500' | 'slow' | 'drop-after-effect' | 'access-denied' | 'expired-token';

export interface Fault {
  /** As the API calls it: `StartJobRun`; `glue:*` for whatever a service is asked, `*` for whatever comes. */
  readonly operation: string;
  readonly kind: FaultKind;
  /** For how many calls; `Infinity` until it is taken back. */
  readonly times: number;
  /** Of `slow` only. */
  readonly delayMs?: number;
  /** The part of the calls that go wrong, over 0 up to 1: 0.75 for three of four. All of them when absent. */
  readonly share?: number;
}

export interface Faults {
  /** Orders a fault; one that was ordered before for the same operation is replaced. */
  set(fault: Fault): void;
  /** Takes back what was ordered for this operation; all of it when absent. */
  clear(operation?: string): void;
  /**
   * Uses up one call of what was ordered for this operation, or else for its service, or else for `*`. Of a share the
   * calls are spread evenly, so the same calls always fare the same.
   */
  take(service: string, operation: string): Fault | null;
}

/** No faults yet. */
export function createFaults(): Faults {
  const ordered = new Map<string, Fault>();
  // By operation, the part of the next fault that its calls have come up with.
  const owed = new Map<string, number>();
  return {
    set: (fault) => {
      ordered.set(fault.operation, fault);
      owed.delete(fault.operation);
    },
    clear: (operation) => {
      if (operation === undefined) ordered.clear();
      else ordered.delete(operation);
    },
    take: (service, operation) => {
      const fault = ordered.get(operation) ?? ordered.get(`${service}:*`) ?? ordered.get('*');
      if (fault === undefined) return null;
      const due = (owed.get(fault.operation) ?? 0) + (fault.share ?? 1);
      owed.set(fault.operation, due % 1);
      if (due < 1) return null;
      if (fault.times <= 1) ordered.delete(fault.operation);
      else ordered.set(fault.operation, { ...fault, times: fault.times - 1 });
      return fault;
    },
  };
}
