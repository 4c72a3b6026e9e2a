// The end of a demo with people, in words.

import type { RunSummary } from '../../demo/people/rules/summary.ts';

export function summaryText(summary: RunSummary): string {
  const servers = summary.usersPerServer.map(({ server, users }) => `${server} ${users}`).join(', ');
  const failures = summary.failures.reduce((sum, each) => sum + each.count, 0);
  const lines = [
    '',
    `log-ons             ${summary.logOns} of ${summary.people} people`,
    `users per server    ${servers}`,
    `largest difference  ${summary.largestDifference}`,
    `pages               ${summary.pages}`,
    `log-offs            ${summary.logOffs}`,
    `failures            ${failures}`,
    `log-ons judged      ${summary.judged}, ${summary.misjudged.length} not to the server with the fewest users`,
    '',
    ...(summary.passed
      ? ['All as it should be.']
      : summary.because.map((each) => `NOT as it should be: ${each}`)),
  ];
  return `${lines.join('\n')}\n`;
}
