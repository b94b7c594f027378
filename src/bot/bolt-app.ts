/** Bolt behind our receiver: authorised without a network call, quiet in its own logging, and never silent to a person. */

import type { Receiver } from '@slack/bolt';
import type { Log } from '../handlers/ports.ts';

import { App, LogLevel } from '@slack/bolt';

export interface Installation {
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly teamId: string;
}

/**
 * Creates the Bolt app. `installation` is asked on every event, so that a bot which started while Slack was away
 * learns who it is later.
 */
export function createBoltApp(receiver: Receiver, installation: () => Installation, log: Log): App {
  const app = new App({
    receiver,
    authorize: () => Promise.resolve(installation()),
    logLevel: LogLevel.ERROR,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (...message) => log.warn({}, message.map(String).join(' ')),
      error: (...message) => log.error({}, message.map(String).join(' ')),
      setLevel: () => undefined,
      getLevel: () => LogLevel.ERROR,
      setName: () => undefined,
    },
    // Our listeners answer bot messages nowhere, and the bot's own messages carry no commands.
    ignoreSelf: true,
  });
  app.error(async (error) => {
    log.error({ err: error }, 'a listener failed');
  });
  return app;
}
