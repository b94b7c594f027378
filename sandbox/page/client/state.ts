/**
 * What the page knows: the last PageState from the sandbox, and what only the reader's browser holds (who and where
 * they are, what they typed, what they have seen). A pure reducer; times are passed in with the action.
 */

import type { PageChannel, PageMessage, PageState, PageValue, PageValues } from '../contract.ts';
import type { Place } from './place.ts';
import { withValue } from './blocks/values.ts';

export type Tab = 'channels' | 'messages' | 'pipeline';
export type Connection = 'connecting' | 'live' | 'lost';

export interface Client {
  readonly page: PageState | null;
  readonly connection: Connection;
  /** Who is at the keyboard. */
  readonly me: string;
  readonly place: Place;
  /** On a phone one of these shows at a time. */
  readonly tab: Tab;
  /** Channel id → `ts` of the last message seen there. */
  readonly read: Readonly<Record<string, string>>;
  /** Message key → when it came or changed, for the last moments only. */
  readonly fresh: Readonly<Record<string, number>>;
  /** For a screen reader: the message that came last. */
  readonly announcement: string;
  readonly warning: string | null;
  /** Composer key → what is typed there and not sent. */
  readonly drafts: Readonly<Record<string, string>>;
  /** View id → what is entered there and not submitted; survives a refused submission. */
  readonly forms: Readonly<Record<string, PageValues>>;
}

export type ClientAction =
  | { readonly type: 'arrived'; readonly page: PageState; readonly at: number }
  | { readonly type: 'connected'; readonly connection: Connection }
  | { readonly type: 'went'; readonly place: Place }
  | { readonly type: 'turned'; readonly tab: Tab }
  | { readonly type: 'became'; readonly user: string }
  | { readonly type: 'typed'; readonly key: string; readonly text: string }
  | {
      readonly type: 'entered';
      readonly view: string;
      readonly blockId: string;
      readonly actionId: string;
      readonly value: PageValue;
    }
  | { readonly type: 'warned'; readonly text: string | null };

/** How long a message that came or changed stays marked. */
export const FRESH_MS = 2_500;

/** No channel: read as the first one of the workspace. */
export const NOWHERE: Place = { channel: '', thread: null };

/** Before anything arrived. `me` and `place` come from what the browser remembers. */
export function initialClient(me: string, place: Place | null): Client {
  return {
    page: null,
    connection: 'connecting',
    me,
    place: place ?? NOWHERE,
    tab: 'messages',
    read: {},
    fresh: {},
    announcement: '',
    warning: null,
    drafts: {},
    forms: {},
  };
}

/** The next state of the page. */
export function reduceClient(client: Client, action: ClientAction): Client {
  switch (action.type) {
    case 'arrived':
      return seen(arrived(client, action.page, action.at));
    case 'connected':
      return { ...client, connection: action.connection };
    case 'went':
      return seen({
        ...client,
        place: client.page === null ? action.place : knownPlace(client.page, action.place, client.me),
        tab: 'messages',
      });
    case 'turned':
      return seen({ ...client, tab: action.tab });
    case 'became':
      return seen({
        ...client,
        me: action.user,
        // What was read out may have been for the other person alone.
        announcement: '',
        place: client.page === null ? client.place : knownPlace(client.page, client.place, action.user),
      });
    case 'typed':
      return { ...client, drafts: { ...client.drafts, [action.key]: action.text } };
    case 'entered': {
      const form = withValue(client.forms[action.view] ?? {}, action.blockId, action.actionId, action.value);
      return { ...client, forms: { ...client.forms, [action.view]: form } };
    }
    case 'warned':
      return { ...client, warning: action.text };
  }
}

/** Names a message across updates. */
export function messageKey(message: PageMessage): string {
  return `${message.channel}/${message.ts}`;
}

/** The channels that `me` is shown: those of everybody, and their own direct message. */
export function channelsOf(page: PageState, me: string): readonly PageChannel[] {
  return page.channels.filter(({ directWith }) => directWith === null || directWith === me);
}

/** What a channel is called: `#alerts`, or who a direct message is with. */
export function channelTitle({ name, directWith }: PageChannel): string {
  return directWith === null ? `#${name}` : name;
}

/** Messages of a channel that stand in the channel itself and that `me` may see, oldest first. */
export function channelMessages(page: PageState, channel: string, me: string): readonly PageMessage[] {
  return page.messages.filter(
    (each) =>
      each.channel === channel && (each.threadTs === null || each.threadTs === each.ts) && visible(each, me),
  );
}

/** Replies of a thread that `me` may see, oldest first, without its first message. */
export function threadReplies(
  page: PageState,
  channel: string,
  ts: string,
  me: string,
): readonly PageMessage[] {
  return page.messages.filter(
    (each) => each.channel === channel && each.threadTs === ts && each.ts !== ts && visible(each, me),
  );
}

/** How many messages of others came to a channel since it was last looked at. */
export function unreadCount(client: Client, channel: string): number {
  if (client.page === null) return 0;
  const read = Number(client.read[channel] ?? 0);
  return channelMessages(client.page, channel, client.me).filter(
    (each) => each.user !== client.me && Number(each.ts) > read,
  ).length;
}

/** The same for all channels of the person at the keyboard. */
export function unreadEverywhere(client: Client): number {
  if (client.page === null) return 0;
  return channelsOf(client.page, client.me).reduce((sum, { id }) => sum + unreadCount(client, id), 0);
}

function arrived(client: Client, page: PageState, at: number): Client {
  const before = new Map((client.page?.messages ?? []).map((each) => [messageKey(each), each]));
  const known = client.page !== null;
  const me = knownPerson(page, client.me);
  const mine = new Set(channelsOf(page, me).map(({ id }) => id));
  const fresh: Record<string, number> = {};
  for (const [key, since] of Object.entries(client.fresh)) if (at - since < FRESH_MS) fresh[key] = since;
  let announcement = client.announcement;
  for (const message of page.messages) {
    const key = messageKey(message);
    const old = before.get(key);
    if (!known || (old !== undefined && JSON.stringify(old) === JSON.stringify(message))) continue;
    fresh[key] = at;
    if (old === undefined && mine.has(message.channel) && visible(message, me)) {
      announcement = `${nameOf(page, message.user)}: ${message.text}`;
    }
  }
  return {
    ...client,
    page,
    fresh,
    announcement,
    me,
    place: knownPlace(page, client.place, me),
    read: known
      ? client.read
      : Object.fromEntries(page.channels.map((each) => [each.id, lastTs(page, each.id)])),
  };
}

/** Marks the open channel as read, when it is on the screen. */
function seen(client: Client): Client {
  const { page, place } = client;
  if (page === null || client.tab !== 'messages') return client;
  const last = lastTs(page, place.channel);
  return client.read[place.channel] === last
    ? client
    : { ...client, read: { ...client.read, [place.channel]: last } };
}

function lastTs(page: PageState, channel: string): string {
  return page.messages.reduce(
    (last, each) => (each.channel === channel && Number(each.ts) > Number(last) ? each.ts : last),
    '0',
  );
}

function visible(message: PageMessage, me: string): boolean {
  return message.onlyFor === null || message.onlyFor === me;
}

function nameOf(page: PageState, user: string): string {
  return page.users.find((each) => each.id === user)?.realName ?? user;
}

function knownPerson(page: PageState, me: string): string {
  const people = page.users.filter((each) => !each.isBot);
  return people.some((each) => each.id === me) ? me : (people[0]?.id ?? '');
}

function knownPlace(page: PageState, place: Place, me: string): Place {
  const channels = channelsOf(page, me);
  if (channels.some((each) => each.id === place.channel)) return place;
  const first = channels.find((each) => !each.isArchived) ?? channels[0];
  return { channel: first?.id ?? '', thread: null };
}
