/**
 * What a typed line means, as Slack's clients read it before anything is sent: a slash command, a message, or a
 * refusal that Slack itself shows.
 */

import type { PageState } from '../contract.ts';

export type Typed =
  | { readonly kind: 'nothing' }
  /** `text` is as typed: the workspace escapes it and makes the mentions. */
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'slash'; readonly command: string; readonly text: string }
  | { readonly kind: 'refused'; readonly error: string };

/** Reads `line` as typed into a channel (`inThread` false) or a thread. */
export function readTyped(line: string, inThread: boolean, commands: PageState['commands']): Typed {
  const text = line.trim();
  if (text === '') return { kind: 'nothing' };
  // A space before the slash sends it as a message.
  const command = line.startsWith('/') ? /^\/\S+/.exec(line)?.[0] : undefined;
  if (command === undefined) return { kind: 'message', text };
  if (!commands.some((each) => each.command === command)) {
    return {
      kind: 'refused',
      error: `${command} is not a valid command. In Slack, all messages that start with the “/” character are interpreted as commands. If you are trying to send a message and not run a command, try preceding the “/” with an empty space.`,
    };
  }
  if (inThread) return { kind: 'refused', error: `${command} is not supported in threads. Sorry!` };
  return { kind: 'slash', command, text: line.slice(command.length).trim() };
}

/** Commands to suggest while `line` is typed: all that begin like it, then the one being given its words. */
export function suggestCommands(line: string, commands: PageState['commands']): PageState['commands'] {
  const word = /^\/\S*/.exec(line)?.[0];
  if (word === undefined) return [];
  const isComplete = line.length > word.length;
  return commands.filter((each) => (isComplete ? each.command === word : each.command.startsWith(word)));
}
