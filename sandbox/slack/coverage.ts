/**
 * What the simulator honours, and how faithfully: the list to read before trusting a green test. A test holds that
 * it names exactly the methods that exist, and that each is tested where it says.
 */

export interface Coverage {
  /** A Web API method, or something that Slack delivers or takes. */
  readonly name: string;
  /** `partial`: the notes say what is left out. */
  readonly status: 'supported' | 'partial';
  readonly notes: string;
  readonly testedBy: string;
}

const METHODS_TEST = 'test/sandbox/slack-methods.test.ts';
const READING_TEST = 'test/sandbox/slack-conversations.test.ts';
const FILES_TEST = 'test/sandbox/slack-files.test.ts';
const SCOPES_TEST = 'test/sandbox/slack-scopes.test.ts';
const VIEWS_TEST = 'test/sandbox/slack-modals.test.ts';
const DEEDS_TEST = 'test/sandbox/slack-deeds.test.ts';

export const METHOD_COVERAGE: readonly Coverage[] = [
  {
    name: 'auth.test',
    status: 'supported',
    notes: 'One workspace, one bot.',
    testedBy: METHODS_TEST,
  },
  { name: 'chat.delete', status: 'supported', notes: 'Own messages only.', testedBy: METHODS_TEST },
  {
    name: 'chat.getPermalink',
    status: 'partial',
    notes: "The link leads to the sandbox's page instead of slack.com.",
    testedBy: METHODS_TEST,
  },
  {
    name: 'chat.postEphemeral',
    status: 'supported',
    notes: 'Gone only when the workspace is; Slack forgets it when the client restarts.',
    testedBy: METHODS_TEST,
  },
  {
    name: 'chat.postMessage',
    status: 'partial',
    notes:
      'No attachments, markdown_text, user ids as channels, broadcast replies, unfurling, or names and icons.',
    testedBy: METHODS_TEST,
  },
  {
    name: 'chat.update',
    status: 'partial',
    notes: 'As chat.postMessage; edit_window_closed does not occur, as it does not for bots by default.',
    testedBy: METHODS_TEST,
  },
  {
    name: 'conversations.history',
    status: 'supported',
    notes: 'At most 999 a page, as for internal apps.',
    testedBy: READING_TEST,
  },
  { name: 'conversations.info', status: 'supported', notes: 'By id.', testedBy: READING_TEST },
  { name: 'conversations.join', status: 'supported', notes: 'Public channels.', testedBy: READING_TEST },
  {
    name: 'conversations.list',
    status: 'supported',
    notes: 'Public and private channels, and direct messages.',
    testedBy: READING_TEST,
  },
  {
    name: 'conversations.open',
    status: 'partial',
    notes: 'By the id of one person; a workspace has neither group messages nor people who left.',
    testedBy: READING_TEST,
  },
  {
    name: 'conversations.replies',
    status: 'supported',
    notes: 'By the ts of the parent.',
    testedBy: READING_TEST,
  },
  {
    name: 'files.completeUploadExternal',
    status: 'partial',
    notes:
      'One channel_id, or none; no blocks. The message is there at once: Slack takes a moment. What Slack says of a file that was completed before, of an archived channel and of a thread that is gone is not documented.',
    testedBy: FILES_TEST,
  },
  {
    name: 'files.getUploadURLExternal',
    status: 'partial',
    notes: 'No snippets and alternative texts.',
    testedBy: FILES_TEST,
  },
  {
    name: 'users.info',
    status: 'supported',
    notes: 'Full members, guests and bots.',
    testedBy: METHODS_TEST,
  },
  {
    name: 'views.open',
    status: 'partial',
    notes: 'Modals only; an open modal is replaced.',
    testedBy: VIEWS_TEST,
  },
  {
    name: 'views.push',
    status: 'supported',
    notes: 'Up to three, from within a modal.',
    testedBy: VIEWS_TEST,
  },
  {
    name: 'views.update',
    status: 'supported',
    notes: 'By view_id or external_id, with hash.',
    testedBy: VIEWS_TEST,
  },
];

export const DELIVERY_COVERAGE: readonly Coverage[] = [
  {
    name: 'x-oauth-scopes',
    status: 'partial',
    notes:
      'With every answer to a token that is taken; missing_scope names what is needed and provided. No x-accepted-oauth-scopes, and no scopes of people.',
    testedBy: SCOPES_TEST,
  },
  {
    name: 'upload_url',
    status: 'partial',
    notes: 'Raw bytes, no form. How Slack refuses a length that does not fit is not documented.',
    testedBy: FILES_TEST,
  },
  { name: 'slash', status: 'supported', notes: 'Not in threads, as in Slack.', testedBy: DEEDS_TEST },
  { name: 'block_actions', status: 'supported', notes: 'Messages and modals.', testedBy: DEEDS_TEST },
  {
    name: 'view_submission',
    status: 'supported',
    notes: 'errors, update, push, clear, and an empty answer.',
    testedBy: VIEWS_TEST,
  },
  { name: 'view_closed', status: 'supported', notes: 'Only with notify_on_close.', testedBy: VIEWS_TEST },
  {
    name: 'app_mention',
    status: 'partial',
    notes: 'The only event; retried once at once, not after one and five minutes.',
    testedBy: DEEDS_TEST,
  },
];

const BLOCKS_TEST = 'test/sandbox/slack-blocks.test.ts';

export const BLOCK_COVERAGE: readonly Coverage[] = [
  { name: 'section', status: 'supported', notes: 'Text, fields, accessory.', testedBy: BLOCKS_TEST },
  { name: 'header', status: 'supported', notes: 'Plain text.', testedBy: BLOCKS_TEST },
  { name: 'divider', status: 'supported', notes: 'As it is.', testedBy: BLOCKS_TEST },
  { name: 'context', status: 'supported', notes: 'Texts and images.', testedBy: BLOCKS_TEST },
  {
    name: 'actions',
    status: 'partial',
    notes: 'Buttons, menus, selects, radio buttons and checkboxes; no pickers of dates or channels.',
    testedBy: BLOCKS_TEST,
  },
  {
    name: 'input',
    status: 'partial',
    notes: 'Plain text and what actions may hold.',
    testedBy: BLOCKS_TEST,
  },
  { name: 'image', status: 'supported', notes: 'By URL.', testedBy: BLOCKS_TEST },
  {
    name: 'rich_text',
    status: 'supported',
    notes: 'Sections, lists, quotes, code; colours are not.',
    testedBy: BLOCKS_TEST,
  },
  { name: 'markdown', status: 'supported', notes: '12,000 characters in all.', testedBy: BLOCKS_TEST },
  {
    name: 'table',
    status: 'supported',
    notes: 'One a message, 100 rows of 20 cells, 10,000 characters, no empty cell.',
    testedBy: BLOCKS_TEST,
  },
  {
    name: 'data_visualization',
    status: 'partial',
    notes: 'Two a message. Its limits are the documented ones; the words of its refusals are not known.',
    testedBy: BLOCKS_TEST,
  },
];
