/** The fate of a card: which revision is wanted and which one Slack shows, where it stands, and what it waits for. */

import type { Fact } from '../../alarms/event.ts';
import type { Link, Verdict } from '../../operations/finding.ts';
import type { CardRow, Reader } from '../ports.ts';
import type { Reply } from '../reply.ts';
import type { Tracing } from './tracing.ts';

import { formatTime } from '../../lib/moment.ts';
import { withoutStop } from '../../lib/text.ts';
import { finding } from '../../operations/findings.ts';
import { isOfRun, isPerson } from '../cards.ts';
import { incidentOfStream } from '../keys.ts';
import { deniedTrace } from './tracing.ts';

/** What holds it back, beside its own row. */
interface Held {
  /** The card in whose thread it stands, not posted yet. */
  readonly under: string | null;
  /** Until when Slack asked to be left alone, milliseconds; null while it did not. */
  readonly until: number | null;
}

/** Tells it to who may hear of it. A card of a run says as little of it as the run does. */
export async function traceCard(tracing: Tracing, card: CardRow): Promise<Reply> {
  const { deps, command } = tracing;
  const now = deps.clock();
  const { run, held } = await deps.store.read(async (reader) => ({
    run: isOfRun(card) ? await reader.runs.load(card.subject) : null,
    held: await heldBy(reader, card, now),
  }));
  const denied = run === null ? null : await deniedTrace(tracing, run);
  if (denied !== null) return denied;
  const incident = incidentOfStream(card.thread ?? card.key) ?? run?.incident ?? null;
  return {
    kind: 'finding',
    command,
    finding: finding({
      verdict: verdictOf(card),
      summary: summaryOf(card),
      facts: factsOf(card, { held, incident, now }),
      links: linksOf(card, tracing.actor.team),
      next: [
        ...(run === null ? [] : [`/etl trace ${run.id}`]),
        ...(incident === null ? [] : [`/etl ${incident}`]),
      ],
      trueAt: now,
    }),
  };
}

async function heldBy({ cards, slack }: Reader, card: CardRow, now: number): Promise<Held> {
  const above = card.thread === null ? null : await cards.load(card.thread);
  const isUnposted = above !== null && above.ts === null && above.gaveUp === null;
  const holds = [...(await slack.holds(now)).values()];
  return { under: isUnposted ? above.key : null, until: holds.length === 0 ? null : Math.max(...holds) };
}

function isBehind({ wanted, shown }: CardRow): boolean {
  return wanted > shown;
}

function verdictOf(card: CardRow): Verdict {
  if (card.gaveUp !== null) return 'fail';
  return isBehind(card) ? 'warn' : 'ok';
}

function summaryOf(card: CardRow): string {
  const { key, gaveUp, ts, wanted, shown } = card;
  if (gaveUp !== null) return `${key} was given up: ${withoutStop(gaveUp)}`;
  if (!isBehind(card)) return ts === null ? `${key} has nothing to show` : `${key} is shown as it is`;
  return ts === null ? `${key} is not posted yet` : `${key} is ${wanted - shown} behind`;
}

function factsOf(
  card: CardRow,
  { held, incident, now }: { readonly held: Held; readonly incident: number | null; readonly now: number },
): readonly Fact[] {
  const { kind, wanted, shown, attempts, reposts, postingSince } = card;
  const fact = (label: string, value: string | null): readonly Fact[] =>
    value === null ? [] : [{ label, value }];
  return [
    ...fact('Kind', kind),
    ...fact('Revision', `${wanted} wanted, ${shown} shown`),
    ...fact('Stands', whereItStands(card)),
    ...fact('Incident', incident === null ? null : `#${incident}`),
    ...fact('Wanted since', formatTime(card.changedAt)),
    ...fact('Waits', isBehind(card) && card.gaveUp === null ? waiting(card, held, now) : null),
    ...fact('Tried', attempts === 0 ? null : `${attempts} times without success`),
    ...fact('Posted anew', reposts === 0 ? null : `${reposts} times`),
    ...fact(
      'Post without an answer',
      postingSince === null
        ? null
        : `since ${formatTime(postingSince)}: it is looked for before it is posted again`,
    ),
  ];
}

/** Slack's own ids, by which its log and its API know the message. */
function whereItStands({ channel, channelId, ts, threadTs, thread }: CardRow): string {
  const place = isPerson(channel) ? 'the direct message with who asked' : channel;
  if (ts === null) return `nowhere yet, meant for ${place}${thread === null ? '' : `, under ${thread}`}`;
  const under = threadTs === null ? '' : `, in the thread of ${threadTs}`;
  return `${place} (${channelId ?? 'unknown'}), message ${ts}${under}`;
}

function waiting({ notBefore, leasedUntil }: CardRow, { under, until }: Held, now: number): string {
  if (leasedUntil > now) return 'it is being shown now';
  if (under !== null) return `for ${under}, in whose thread it stands`;
  const at = Math.max(notBefore, until ?? 0);
  if (at <= now) return 'for its turn';
  return `until ${formatTime(at)}${at === until ? ', as Slack asked' : ''}`;
}

/** Only the workspace knows the address of a message; its channel is found by ids. */
function linksOf({ channelId, ts }: CardRow, team: string): readonly Link[] {
  if (channelId === null || ts === null || team === '' || !/^[CG]/.test(channelId)) return [];
  const url = `https://slack.com/app_redirect?${new URLSearchParams({ team, channel: channelId }).toString()}`;
  return [{ label: 'Its channel', url }];
}
