/** Draws a text tree. Everything becomes a text node or a known element; nothing is ever parsed as HTML. */

import type { ComponentChildren } from 'preact';
import type { TextNode } from './nodes.ts';
import { formatPlace, placeOfPermalink } from '../place.ts';
import { useShell } from '../shell.ts';
import { channelTitle } from '../state.ts';
import { formatFull, formatSlackDate } from './dates.ts';
import { withEmoji } from './emoji.ts';
import { decodeEntities, parseMrkdwn } from './mrkdwn.ts';

const LAST_SECOND = 8.64e12;

/** A text object of Block Kit: mrkdwn is formatted, anything else is plain. */
export function TextOf({ text }: { readonly text: { readonly type: string; readonly text: string } }) {
  if (text.type === 'mrkdwn') return <Nodes nodes={parseMrkdwn(text.text)} />;
  return <>{plain(text.text)}</>;
}

/** plain_text: entities and emoji, no other formatting. */
export function plain(text: string): string {
  return withEmoji(decodeEntities(text));
}

/** Draws nodes one after the other. */
export function Nodes({ nodes }: { readonly nodes: readonly TextNode[] }) {
  return (
    <>
      {nodes.map((node, index) => (
        <Node key={index} node={node} />
      ))}
    </>
  );
}

function Node({ node }: { readonly node: TextNode }) {
  switch (node.kind) {
    case 'text':
      return <>{node.text}</>;
    case 'break':
      return <br />;
    case 'bold':
      return (
        <b>
          <Nodes nodes={node.children} />
        </b>
      );
    case 'italic':
      return (
        <i>
          <Nodes nodes={node.children} />
        </i>
      );
    case 'strike':
      return (
        <s>
          <Nodes nodes={node.children} />
        </s>
      );
    case 'heading':
      return (
        <p class="text-heading">
          <Nodes nodes={node.children} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          <Nodes nodes={node.children} />
        </blockquote>
      );
    case 'code':
      return <code>{node.text}</code>;
    case 'pre':
      return <pre tabIndex={0}>{node.text}</pre>;
    case 'link':
      return (
        <Link url={node.url}>
          <Nodes nodes={node.children} />
        </Link>
      );
    case 'user':
      return <UserMention id={node.id} label={node.label} />;
    case 'channel':
      return <ChannelMention id={node.id} label={node.label} />;
    case 'group':
      return <span class="mention">{node.label ?? `@${node.id}`}</span>;
    case 'broadcast':
      return <span class="mention mention-loud">@{node.name}</span>;
    case 'date':
      return <Moment node={node} />;
    case 'emoji':
      return (
        <span class="emoji" title={`:${node.name}:`}>
          {node.unicode}
        </span>
      );
    case 'list':
      return <List node={node} />;
  }
}

/** A link opens beside the page, except one to a message of this workspace, which opens in it. */
function Link({ url, children }: { readonly url: string; readonly children: ComponentChildren }) {
  const { page } = useShell();
  const place = placeOfPermalink(url);
  if (place !== null && page.channels.some((each) => each.id === place.channel)) {
    return <a href={formatPlace(place)}>{children}</a>;
  }
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

function UserMention({ id, label }: { readonly id: string; readonly label: string | null }) {
  const { page, client } = useShell();
  const user = page.users.find((each) => each.id === id);
  return (
    <span class={id === client.me ? 'mention mention-loud' : 'mention'}>
      @{user?.realName ?? label ?? id}
    </span>
  );
}

function ChannelMention({ id, label }: { readonly id: string; readonly label: string | null }) {
  const { page } = useShell();
  const channel = page.channels.find((each) => each.id === id);
  if (channel === undefined) return <span class="mention">#{label ?? id}</span>;
  return (
    <a class="mention" href={`#${id}`}>
      {channelTitle(channel)}
    </a>
  );
}

function Moment({ node }: { readonly node: Extract<TextNode, { kind: 'date' }> }) {
  // Beyond this no Date exists, and formatting one throws.
  if (Math.abs(node.seconds) > LAST_SECOND) return <>{node.fallback}</>;
  const setting = { timeZone: undefined, locale: undefined, nowMs: Date.now() };
  const moment = (
    <time
      dateTime={new Date(node.seconds * 1_000).toISOString()}
      title={formatFull(node.seconds * 1_000, setting)}
    >
      {node.format === '' ? node.fallback : formatSlackDate(node.format, node.seconds, setting)}
    </time>
  );
  return node.url === null ? moment : <Link url={node.url}>{moment}</Link>;
}

function List({ node }: { readonly node: Extract<TextNode, { kind: 'list' }> }) {
  const items = node.items.map((item, index) => (
    <li key={index}>
      <Nodes nodes={item} />
    </li>
  ));
  const indent = { '--indent': String(node.indent) };
  return node.ordered ? (
    <ol start={node.start} style={indent}>
      {items}
    </ol>
  ) : (
    <ul style={indent}>{items}</ul>
  );
}
