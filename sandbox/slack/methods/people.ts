/** Who the token belongs to, and who somebody is. */

import type { Method } from './method.ts';

import { ok } from '../../../src/lib/result.ts';
import { APP, TEAM } from '../entities.ts';
import { refuse } from '../refusal.ts';
import { wireUser } from '../wire.ts';
import { text } from './method.ts';

/** https://docs.slack.dev/reference/methods/auth.test */
export const authTest: Method = {
  tier: 'special',
  run: (state) =>
    ok({
      url: `${state.ownUrl()}/`,
      team: TEAM.name,
      user: APP.name,
      team_id: TEAM.id,
      user_id: APP.userId,
      bot_id: APP.botId,
      is_enterprise_install: false,
    }),
};

/** https://docs.slack.dev/reference/methods/users.info */
export const usersInfo: Method = {
  tier: 'tier4',
  run: (state, args) => {
    const user = state.directory.user(text(args, 'user'));
    return user === undefined ? refuse('user_not_found') : ok({ user: wireUser(user) });
  },
};
