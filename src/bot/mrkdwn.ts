/**
 * The one place where outside text becomes Slack mrkdwn. Whatever comes in, nothing that goes out can ping, link,
 * format, quote or leave its code span; what a person reads stays the same. Cutting happens here too, because a cut
 * through an entity, a mention or a code span would undo the rest.
 */

import { oneLine, storableText, truncate, withoutControls } from '../lib/text.ts';

/** `time` for moments of the same day, `day` with the date in front. */
export type WhenStyle = 'time' | 'day';

/** A line of outside text on a card, in UTF-16 units, when the caller asks for no other length. */
const LINE_LENGTH = 300;

// Slack has no escape for its formatting characters, so each gives way to a character that looks the same.
const LOOKALIKE: Readonly<Record<string, string>> = {
  '*': '\u2217',
  _: '\u02CD',
  '~': '\u223C',
  '`': '\u02CB',
};

/** Breaks what Slack would recognize without changing what is seen; the zero-width space would break lines. */
const WORD_JOINER = '\u2060';

// Between two ASCII word characters Slack leaves these alone: silver_users may stay as it can be copied.
const FORMATTING = /(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|`/g;

/**
 * Outside text as one line of mrkdwn that shows exactly its characters.
 * @param limit longest text in UTF-16 units before escaping; the rest becomes an ellipsis.
 */
export function escape(text: string, limit: number = LINE_LENGTH): string {
  return inert(truncate(oneLine(text), limit));
}

/** Like `escape`, but lines stay lines; blank ones go. For notes and help. */
export function escapeLines(text: string, limit: number): string {
  return truncate(text.replaceAll(/\r\n?/g, '\n'), limit)
    .split('\n')
    .map((line) => inert(oneLine(line)))
    .filter((line) => line !== '')
    .join('\n');
}

/**
 * A runbook's Markdown prose as mrkdwn: code spans, https links and bullets survive, other formatting is dropped or
 * shown as typed. As safe as `escape`.
 */
export function prose(markdown: string, limit: number): string {
  return truncate(markdown.replaceAll(/\r\n?/g, '\n'), limit)
    .split('\n')
    .map((line) => proseLine(oneLine(line)))
    .filter((line) => line !== '')
    .join('\n');
}

/** Outside text as a code span of one line; backticks inside cannot end it. */
export function code(text: string, limit: number = LINE_LENGTH): string {
  const inside = truncate(oneLine(text), limit);
  return inside === '' ? '(empty)' : `\`${entities(withoutBackticks(inside))}\``;
}

/** Outside lines as a code block, cut to `limit` UTF-16 units before escaping; an empty string when nothing is in them. */
export function pre(lines: readonly string[], limit = 2_000): string {
  const clean = lines.map((line) =>
    withoutControls(storableText(line).replaceAll(/[\r\n]+/g, ' ')).trimEnd(),
  );
  const inside = truncate(clean.join('\n'), limit);
  return inside.trim() === '' ? '' : `\`\`\`\n${entities(withoutBackticks(inside))}\n\`\`\``;
}

/** Mentions a person by user id, or a user group by its id; anything else is shown as the text that it is. */
export function mention(id: string): string {
  if (/^[UW][A-Z0-9]+$/.test(id)) return `<@${id}>`;
  if (/^S[A-Z0-9]+$/.test(id)) return `<!subteam^${id}>`;
  return escape(id);
}

/** Links a channel by its id; anything else is shown as the text that it is. */
export function channelLink(id: string): string {
  return /^[CGD][A-Z0-9]+$/.test(id) ? `<#${id}>` : escape(id);
}

/** A moment in the reader's own time zone; where Slack cannot draw it, such as a phone's push, in UTC. */
export function when(ms: number, style: WhenStyle = 'time'): string {
  const moment = new Date(ms);
  if (Number.isNaN(moment.getTime())) return 'at an unknown time';
  const iso = moment.toISOString();
  const clock = `${iso.slice(-13, -8)} UTC`;
  const seconds = Math.floor(ms / 1_000);
  if (style === 'time') return `<!date^${seconds}^{time}|${clock}>`;
  return `<!date^${seconds}^{date_short_pretty} {time}|${iso.slice(0, -14)} ${clock}>`;
}

/** A labelled link, for https only; of any other address just the label is shown. */
export function link(url: string, label: string): string {
  const shown = escape(label, 150);
  const target = httpsAddress(url);
  return target === null ? shown : `<${target}|${shown === '' ? 'link' : shown}>`;
}

/**
 * Cuts finished mrkdwn to at most `limit` UTF-16 units with an ellipsis, never inside an entity or an angle bracket,
 * and closes a code span or block that the cut leaves open.
 */
export function cutMrkdwn(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = '';
  let open: '' | '`' | '```' = '';
  for (const [token] of text.matchAll(/```|`|<[^<>]*>|&(?:amp|lt|gt);|[^]/gu)) {
    const opens: '' | '`' | '```' =
      token === '`' || token === '```' ? (open === '' ? token : open === token ? '' : open) : open;
    if (kept.length + token.length + 1 + Math.max(open.length, opens.length) > limit) break;
    kept += token;
    open = opens;
  }
  const end = `…${open}`;
  return end.length > limit ? '' : `${kept}${end}`;
}

function proseLine(line: string): string {
  const bulleted = line.replace(/^[-*+] /, '• ').replaceAll(/\*\*(?=\S)([^*]+)\*\*/g, '$1');
  return bulleted
    .split(/(`[^`]+`|\[[^[\]]+\]\([^()\s]+\))/)
    .map((part) => {
      const linked = /^\[([^[\]]+)\]\(([^()\s]+)\)$/.exec(part);
      if (linked !== null) return link(linked[2] ?? '', linked[1] ?? '');
      return /^`[^`]+`$/.test(part) ? code(part.slice(1, -1)) : inert(part);
    })
    .join('');
}

function inert(text: string): string {
  const plain = text
    .replaceAll(FORMATTING, (character) => LOOKALIKE[character] ?? character)
    .replaceAll(/@(?=channel|here|everyone)/gi, `@${WORD_JOINER}`)
    .replaceAll(/(https?|ftp|mailto|slack):(?=\S)/gi, `$1:${WORD_JOINER}`)
    // :aws: and the like would turn a part of an ARN into a picture; 03:00:00 is none.
    .replaceAll(/:(?!\d+:)(?=[\w'+-]+:)/g, `:${WORD_JOINER}`)
    // A line that begins with > is a quotation, escaped or not.
    .replace(/^>/, `${WORD_JOINER}>`);
  return entities(plain);
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function withoutBackticks(text: string): string {
  return text.replaceAll('`', '\u02CB');
}

function httpsAddress(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, href, username, password } = new URL(url);
  if (protocol !== 'https:' || username !== '' || password !== '') return null;
  return entities(
    href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('`', '%60'),
  );
}
