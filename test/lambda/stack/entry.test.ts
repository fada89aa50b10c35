import { StoodDown } from '../../../lambda/reconcile/guard';
import { entry } from '../../../lambda/stack/entry';
import { RequestFailure } from '../../../lambda/stack/failure';
import { receive } from '../../../lambda/stack/request';
import { cloudFormationAnswering, success, workspacesAnswering } from '../answers';
import { at, event, LOGICAL_ID, STACK_ID } from '../builders';

/** What becomes of something that is thrown while an event is handled: the failure, and the lines of the log. */
async function thrown(error: unknown, received: unknown = event()) {
  const lines: string[] = [];
  const handler = entry(receive, () => Promise.reject(error), {
    workspaces: workspacesAnswering(success({})),
    cloudFormation: cloudFormationAnswering(success({})),
    clock: { now: () => at(0), sleep: () => Promise.resolve() },
    random: () => 0.5,
    resources: 1,
    write: (line) => lines.push(line),
  });
  const failure = await handler(received).catch((caught: unknown) => caught);
  return { failure, lines };
}

class Bug extends Error {
  override readonly name = 'Bug';
}

test.each([
  { error: new RequestFailure('why'), level: 'ERROR', message: 'failed', members: { reason: 'why' }, says: /^why$/ },
  {
    error: new Bug('a bug'),
    level: 'ERROR',
    message: 'unexpected',
    members: { name: 'Bug', said: 'a bug' },
    says: /unexpectedly with Bug: a bug\. What next: /,
  },
  {
    error: new StoodDown('the stack has moved on'),
    level: 'WARN',
    message: 'stood down',
    members: { name: 'StoodDown', said: 'the stack has moved on' },
    says: /^the stack has moved on$/,
  },
  {
    error: 'a text',
    level: 'ERROR',
    message: 'unexpected',
    members: { name: 'Error', said: '' },
    says: /unexpectedly with Error: /,
  },
])('$error thrown: one line, $message, which says whose it is', async ({ error, level, message, members, says }) => {
  const { failure, lines } = await thrown(error);
  expect(failure).toBeInstanceOf(RequestFailure);
  expect(failure).toMatchObject({ message: expect.stringMatching(says), stack: '' });
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    {
      timestamp: '2026-03-01T12:00:00.000Z',
      level,
      message,
      stack: STACK_ID,
      resource: LOGICAL_ID,
      requestId: 'request-1',
      ...members,
    },
  ]);
});

test('an event with a secret: is in no line and in no failure', async () => {
  const { failure, lines } = await thrown(new Bug('a bug'));
  expect(JSON.stringify([lines, String(failure)])).not.toContain('secret');
});

test.each([undefined, null, 'text', 7, []])('an event that is %p: the failure is still logged', async (received) => {
  const { failure, lines } = await thrown(new Bug('a bug'), received);
  expect(failure).toBeInstanceOf(RequestFailure);
  expect(lines).toHaveLength(1);
});
