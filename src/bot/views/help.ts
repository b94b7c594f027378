/** Help, made from what the verbs declare: grouped by what they may do, each saying whether the reader may. */

import type { HelpEntry } from '../../handlers/reply.ts';
import type { ArgumentSpec } from '../../operations/arguments.ts';
import type { Message } from '../limits.ts';

import { code, escape } from '../mrkdwn.ts';
import { context, lineSections, message, section } from './blocks.ts';
import { LEVEL_NEEDED } from '../../access/may.ts';

const GROUPS: readonly { readonly risk: HelpEntry['risk']; readonly title: string }[] = [
  { risk: 'read', title: 'Look' },
  { risk: 'respond', title: 'Work on incidents' },
  { risk: 'change', title: 'Change something in AWS' },
  { risk: 'destructive', title: 'Destroy or overwrite' },
];

/** The options of a usage: a list of all verbs has no room for them, and help about one lists them below. */
const OPTIONS = / \[--[^\]]*\]/g;

/** All verbs without their options, or one of them with each. */
export function helpMessage(verbs: readonly HelpEntry[], about: HelpEntry | null): Message {
  return about === null ? allHelp(verbs) : helpAbout(about);
}

function allHelp(verbs: readonly HelpEntry[]): Message {
  const blocks = GROUPS.flatMap(({ risk, title }) => {
    const lines = verbs.filter((entry) => entry.risk === risk).map(entryLine);
    return lines.length === 0 ? [] : lineSections([`*${title}*`, ...lines]);
  });
  return message('Handrail: the commands after /etl.', [
    ...blocks,
    context(
      `${code('/etl')} alone shows what is open, ${code('/etl 42')} one incident, ${code('/etl help retry')} explains a command. Commands do not work in threads: there, use the buttons.`,
    ),
  ]);
}

function helpAbout(entry: HelpEntry): Message {
  const lines = [entryLine(entry), ...entry.arguments.map(argumentLine)];
  return message(escape(`${entry.usage}: ${entry.summary}`, 300), [section(lines.join('\n'))]);
}

function entryLine(entry: HelpEntry): string {
  const denied = entry.allowed ? '' : ` (needs ${LEVEL_NEEDED[entry.risk]})`;
  return `${code(entry.usage.replaceAll(OPTIONS, ''), 120)} ${escape(entry.summary, 160)}${denied}`;
}

function argumentLine(argument: ArgumentSpec): string {
  const isWord = argument.form === 'positional' || argument.form === 'text';
  const name = isWord ? argument.example : `--${argument.name}`;
  const needed = argument.required ? '' : ' (optional)';
  return `• ${code(name, 60)} ${escape(argument.summary, 160)}${needed}${argument.form === 'option' ? ` · such as ${code(argument.example, 60)}` : ''}`;
}
