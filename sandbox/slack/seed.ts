/** The people and channels of a fresh sandbox workspace. Nobody in it is a real or invented person: names are roles. */

import type { Channel, User } from './entities.ts';

import { APP, SLACKBOT_ID } from './entities.ts';

export const SEED_USERS: readonly User[] = [
  { id: 'U0RESPONDER', name: 'responder', realName: 'Responder', isBot: false, membership: 'full' },
  { id: 'U0LEAD', name: 'data-lead', realName: 'Data Lead', isBot: false, membership: 'full' },
  { id: 'U0ANALYST', name: 'analyst', realName: 'Analyst', isBot: false, membership: 'full' },
  { id: 'U0GUEST', name: 'guest', realName: 'Guest', isBot: false, membership: 'guest' },
  { id: APP.userId, name: APP.name, realName: 'Handrail', isBot: true, membership: 'full' },
  { id: SLACKBOT_ID, name: 'slackbot', realName: 'Slackbot', isBot: true, membership: 'full' },
];

const STAFF = ['U0RESPONDER', 'U0LEAD', 'U0ANALYST'];

/** The bot was invited to the first two; #general shows what `not_in_channel` is like. */
export const SEED_CHANNELS: readonly Channel[] = [
  {
    id: 'C0ALERTS',
    name: 'todo-etl-alerts',
    topic: 'Alarms of the todo pipeline',
    isPrivate: false,
    isArchived: false,
    members: [...STAFF, 'U0GUEST', APP.userId],
  },
  {
    id: 'C0DATA',
    name: 'data-team',
    topic: 'Where the data team talks',
    isPrivate: false,
    isArchived: false,
    members: [...STAFF, APP.userId],
  },
  {
    id: 'C0GENERAL',
    name: 'general',
    topic: '',
    isPrivate: false,
    isArchived: false,
    members: [...STAFF, 'U0GUEST'],
  },
  {
    id: 'C0OLD',
    name: 'old-etl-alerts',
    topic: 'Moved to #todo-etl-alerts',
    isPrivate: false,
    isArchived: true,
    members: [...STAFF, APP.userId],
  },
];
