/**
 * Runs as earlier releases stored them, lifted: first to turns, followers and a target, then to a place, then
 * to findings that say what was asked for them, then to who sees what they brought.
 */

interface FirstShape {
  readonly checklist: string | null;
  readonly step: string | null;
  readonly state:
    | { readonly state: 'requested' | 'starting' | 'ended' }
    | { readonly state: 'running'; readonly at: number };
}

/**
 * Lifts a body of shape 1. It holds no target: 0.1.0 kept none, and what runs already cannot be asked where it runs; the
 * operation itself never starts beside a run that AWS shows as active. Throws for a body that is no object.
 */
export function liftRun(body: unknown): unknown {
  const { checklist, step, state, ...kept } = body as FirstShape;
  return {
    ...kept,
    version: 1,
    target: null,
    followers: checklist === null || step === null ? [] : [{ checklist, step }],
    state: state.state === 'running' ? { ...state, links: [], lookAt: state.at } : state,
    turn: TURNS[state.state],
    failures: { count: 0, lastAt: null },
  };
}

/** Lifts a body of shape 2: it is in no place, as its calls went with Handrail's own credentials to the one region there was. */
export function placeRun(body: unknown): unknown {
  return { ...(body as object), place: null };
}

/** Lifts an event of shape 1: the request of a run that is in no place. */
export function liftRunEvent(body: unknown): unknown {
  return (body as { readonly type: string }).type === 'RunRequested' ? placeRun(body) : body;
}

/** Lifts a body of shape 3: its finding had no series, and did not say what was asked for it. */
export function askRun(body: unknown): unknown {
  const { state, ...kept } = body as { readonly state: object };
  return { ...kept, state: askFinding(state) };
}

/** Lifts an event of shape 2 likewise. */
export function askRunEvent(body: unknown): unknown {
  return askFinding(body as object);
}

/** Lifts a body of shape 4: there were no files, and everybody saw what it brought but for the rows of a query. */
export function openRun(body: unknown): unknown {
  return { ...(body as object), audience: audienceOf(body as Asking), file: null, shared: null };
}

/** Lifts an event of shape 3 likewise: the request says who sees what the run brings. */
export function openRunEvent(body: unknown): unknown {
  const event = body as Asking & { readonly type: string };
  return event.type === 'RunRequested' ? { ...event, audience: audienceOf(event) } : event;
}

interface Asking {
  readonly verb: string;
  readonly by: { readonly kind: string };
}

/** All that hid rows by that shape; it is history, to which no later operation is added. */
const HID_ROWS: readonly string[] = ['query'];

/** Rows were taken off when such a run ended. One that goes on over the update still has them to bring. */
function audienceOf({ verb, by }: Asking): 'asker' | 'channel' {
  return HID_ROWS.includes(verb) && by.kind === 'person' ? 'asker' : 'channel';
}

/** What may hold a finding, with the finding lifted. */
function askFinding(holder: object): object {
  if (!('finding' in holder) || typeof holder.finding !== 'object') return holder;
  return { ...holder, finding: { series: null, asked: [], ...holder.finding } };
}

/** How often a run of this state was carried on at least: the same number that folding its events gives. */
const TURNS = { requested: 0, starting: 1, running: 1, ended: 1 } as const;
