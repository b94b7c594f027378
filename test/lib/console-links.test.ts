/** Where the AWS console shows a thing, in each of its partitions. */

import { describe, expect, it } from '@jest/globals';

import { alarmLink, logLink, runLink, runsLink } from '../../src/lib/console-links.ts';

describe('links into the AWS console', () => {
  it.each([
    ['eu-central-1', 'https://eu-central-1.console.aws.amazon.com'],
    ['us-gov-west-1', 'https://console.amazonaws-us-gov.com'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
  ])('lead to the console of %s, whatever they show', (region, host) => {
    const links = [
      alarmLink(region, 'todo-etl-failed'),
      runLink(region, 'silver-users', 'jr_1'),
      runsLink(region, 'silver-users'),
      logLink(region, '/aws-glue/jobs/error', null),
    ];
    const starts = links.map(({ url }) => url.startsWith(`${host}/`) && url.includes(`?region=${region}#`));
    expect(starts).toEqual([true, true, true, true]);
  });

  it('carry names as they are written, encoded', () => {
    expect(alarmLink('eu-central-1', 'a/b c').url).toMatch(/#alarmsV2:alarm\/a%2Fb%20c$/);
    expect(logLink('eu-central-1', '/aws/x', 'jr 1').url).toMatch(
      /log-group\/\$252Faws\$252Fx\/log-events\/jr\$25201$/,
    );
  });
});
