import { stripVTControlCharacters } from 'node:util';
import type { JsonObject } from '../../local/transport/json';
import { Desk, lineOf, NO_KEYS } from './command';
import { applications, Deployment, LOG_GROUP, nested, type Script } from './deployment';

const ANA = 'ws-0ana00000';
const BEN = 'ws-0ben00000';
const VISIO = 'wsa-0def67890';
const MINUTE = 60;

/** A line of the step, as the handler logs it. */
const decided = (workspace: string, state: string, elapsed: number, more: JsonObject = {}): JsonObject => ({
  message: 'decided',
  workspace,
  applications: [{ application: VISIO, state, since: '2026-01-01T00:00:00Z' }],
  decision: 'wait',
  elapsed,
  ...more,
});
const deploying = (workspace: string): JsonObject => ({
  message: 'deploying: the session of the user ends',
  workspace,
});

/** An installation that takes 22 minutes. */
const installs = (workspace: string): Script => [
  [0, { message: 'requested', type: 'Create' }],
  [1, decided(workspace, 'PENDING_INSTALL_DEPLOYMENT', 1, { why: 'quiet until 00:01:01' })],
  [2 * MINUTE, deploying(workspace)],
  [3 * MINUTE, decided(workspace, 'INSTALLING', 3 * MINUTE)],
  [22 * MINUTE, decided(workspace, 'COMPLETED', 22 * MINUTE, { decision: 'done' })],
  [22 * MINUTE, { message: 'done' }],
  [22 * MINUTE + 1, 'SUCCESS'],
];
const REASON = `WorkSpace ${BEN}: ${VISIO} is in ERROR: ValidationError.InsufficientDiskSpace. What next: free disk space`;
const fails = (workspace: string): Script => [
  [1, decided(workspace, 'INSTALLING', 1)],
  [5 * MINUTE, { message: 'failed', level: 'ERROR', reason: REASON }],
  [6 * MINUTE, { FAILED: `Error: ${REASON} Logs: /aws/lambda/x at y` }],
];
const GONE: Script = [[10, 'SUCCESS']];
const EVE = 'ws-0eve00000';
/** Sets the title of the terminal, and clears it. */
const HOSTILE = '\u001b]0;owned\u0007\u001b[2J';
const waits: Script = [
  [1, decided(EVE, 'PENDING_INSTALL_DEPLOYMENT', 1, { why: HOSTILE })],
  [30 * MINUTE, 'SUCCESS'],
];
const scriptOf = (id: string): Script => (id === EVE ? waits : id === BEN ? fails(id) : installs(id));

let deployment: Deployment;
let desk: Desk;
beforeEach(async () => {
  deployment = new Deployment((type, id) => (type === 'Delete' ? GONE : scriptOf(id)));
  await deployment.start();
  desk = new Desk(deployment.environment);
});
afterEach(async () => {
  desk.remove();
  await deployment.stop();
});

const watch = (...args: readonly string[]) => desk.start(['watch', '--interval', '0.02', ...args]);
const one = { Ana: applications(ANA, [VISIO]) };
const two = { ...one, Ben: applications(BEN, [VISIO]) };

test('a creation, without a terminal: one line for each change, the outage from begin to end, exit 0, no call to WorkSpaces', async () => {
  deployment.create(one);
  await deployment.advance(2);
  const watching = watch('Desktops');
  await watching.printed(/ws-0ana00000: .*PENDING_INSTALL_DEPLOYMENT.*quiet until/);
  await deployment.advance(2 * MINUTE);
  await watching.printed(/outage begun: the session of the user ends/);
  await deployment.advance(MINUTE);
  await watching.printed(/wsa-0def67890 INSTALLING for 3 min \(3 of 55 min\)/);
  await deployment.advance(30 * MINUTE);
  const { status, out, err } = await watching.ended;
  expect({ status, err }).toEqual({
    status: 0,
    err: 'Desktops ended in CREATE_COMPLETE: 1 desktop, 0 failed, 1 outage\n',
  });
  const lines = out.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d Desktops: CREATE_IN_PROGRESS$/);
  expect(lines).toEqual([...lines].sort((a, b) => a.slice(0, 8).localeCompare(b.slice(0, 8))));
  expect(lineOf(out, 'outage over')).toMatch(
    /^\d\d:\d\d:\d\d ws-0ana00000: outage over; wsa-0def67890 COMPLETED \(22 of 55 min\)$/,
  );
  expect(lines.slice(-2).map((line) => line.slice(9))).toEqual([
    expect.stringMatching(/^ws-0ana00000: done/),
    'Desktops: CREATE_COMPLETE',
  ]);
  expect(new Set(deployment.services)).toEqual(new Set(['cloudformation', 'logs']));
  expect(new Set(deployment.operations)).toEqual(
    new Set(['DescribeStacks', 'DescribeStackEvents', 'ListStackResources', 'FilterLogEvents']),
  );
});

test('a failure: its words with the remedy before the stack knows, once, and exit 1 after the rollback', async () => {
  deployment.create(two);
  await deployment.advance(5 * MINUTE + 2);
  const watching = watch('Desktops');
  await watching.printed(/ws-0ben00000: .*failed: WorkSpace ws-0ben00000: .*What next: free disk space/);
  expect(deployment.engine.describeStack('Desktops').status).toBe('CREATE_IN_PROGRESS');
  // The log group is deleted with what else was created.
  deployment.refuseLogs = 'ResourceNotFoundException';
  await deployment.advance(60 * MINUTE);
  const { status, out, err } = await watching.ended;
  expect(status).toBe(1);
  expect(err).not.toContain('cannot be read');
  expect(out.match(/What next: free disk space/g)).toHaveLength(1);
  expect(out).toMatch(/Desktops: ROLLBACK_IN_PROGRESS/);
});

test('for programs: one object a line, with times, states and phases', async () => {
  deployment.create(one);
  await deployment.advance(3 * MINUTE + 1);
  const watching = watch('Desktops', '--json');
  await watching.printed(/INSTALLING/);
  await deployment.advance(60 * MINUTE);
  const { out } = await watching.ended;
  const changes = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(changes[0]).toEqual({
    time: expect.stringMatching(/Z$/),
    type: 'stack',
    stack: 'Desktops',
    status: 'CREATE_IN_PROGRESS',
    words: 'CREATE_IN_PROGRESS',
  });
  expect(changes).toContainEqual(
    expect.objectContaining({
      type: 'desktop',
      workspaceId: ANA,
      phase: 'outage',
      elapsed: 180,
      limit: 3300,
      outages: 1,
      applications: [expect.objectContaining({ id: VISIO, state: 'INSTALLING' })],
    }),
  );
  expect(changes.at(-1)).toMatchObject({ type: 'stack', status: 'CREATE_COMPLETE' });
});

test('a stack at rest: its last operation and how that ended, without the one before', async () => {
  deployment.create(one);
  await deployment.advance(60 * MINUTE);
  deployment.update({ Ana: applications(ANA, [VISIO], { Revision: '2' }), Ben: applications(BEN, [VISIO]) });
  await deployment.advance(120 * MINUTE);
  const { status, out } = await watch('Desktops').ended;
  expect(status).toBe(1);
  expect(out).not.toContain('CREATE_COMPLETE');
  expect(out).toMatch(/Desktops: UPDATE_ROLLBACK_COMPLETE/);
  expect(out).toMatch(/failed: WorkSpace ws-0ben00000/);
});

test('a deletion: followed to its end, although the name is gone by then', async () => {
  deployment.create(one);
  await deployment.advance(60 * MINUTE);
  deployment.engine.deleteStack('Desktops');
  await deployment.advance(1);
  const watching = watch('Desktops');
  await watching.printed(/DELETE_IN_PROGRESS/);
  await deployment.advance(60 * MINUTE);
  expect(await watching.ended).toMatchObject({ status: 0, err: expect.stringContaining('ended in DELETE_COMPLETE') });
});

test('without a stack: the only one that is being deployed; with several, their names', async () => {
  expect(await watch().ended).toMatchObject({
    status: 5,
    err: expect.stringMatching(/^no stack is being deployed in us-east-1\. What next: .*--wait/),
  });
  deployment.create(one);
  await deployment.advance(1);
  const watching = watch();
  await watching.printed(/Desktops: CREATE_IN_PROGRESS/);
  deployment.create({}, 'Other');
  expect(await watch().ended).toMatchObject({
    status: 64,
    err: expect.stringMatching(/^several stacks .*: (Desktops, Other|Other, Desktops)\. What next: name one$/m),
  });
  await deployment.advance(60 * MINUTE);
  expect((await watching.ended).status).toBe(0);
});

test('--wait: until the stack is there and its deployment begins', async () => {
  const watching = watch('Desktops', '--wait');
  await watching.printed(/Waiting for a deployment of Desktops to begin/);
  deployment.create(one);
  await watching.printed(/Desktops: CREATE_IN_PROGRESS/);
  await deployment.advance(60 * MINUTE);
  expect((await watching.ended).status).toBe(0);
});

test('a nested stack: its desktops are followed like those of its parent', async () => {
  const { DependsOn: _, ...ana } = applications(ANA, [VISIO]);
  deployment.templates.set('https://templates/nested', JSON.stringify({ Resources: { Ana: ana } }));
  deployment.create({ Nested: nested('https://templates/nested') });
  await deployment.advance(3 * MINUTE + 1);
  const watching = watch('Desktops');
  await watching.printed(/ws-0ana00000: .*INSTALLING/);
  await deployment.advance(60 * MINUTE);
  const { status, out } = await watching.ended;
  expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/ws-0ana00000: done/) });
});

test('a provider in another stack: its log is found, and what it does for others is not shown', async () => {
  deployment.create({ Ben: applications(ANA.replace('ana', 'eve'), [VISIO]) }, 'Shared');
  const { DependsOn: _, ...ana } = applications(ANA, [VISIO]);
  deployment.createWithoutProvider({ Ana: ana }, 'Desktops');
  await deployment.advance(3 * MINUTE + 1);
  const watching = watch('Desktops');
  await watching.printed(/ws-0ana00000: .*INSTALLING/);
  await deployment.advance(60 * MINUTE);
  const { status, out, err } = await watching.ended;
  expect({ status, err }).toEqual({ status: 0, err: expect.stringMatching(/^Desktops ended in CREATE_COMPLETE/) });
  expect(out).not.toContain('eve');
});

describe('what cannot be seen', () => {
  const silent = async (watching = watch('Desktops')) => {
    await watching.printed(/Following the stack alone/);
    await deployment.advance(60 * MINUTE);
    const { status, out, err } = await watching.ended;
    expect(status).toBe(0);
    expect(out).toMatch(/ws-0ana00000: done/);
    return err;
  };

  test('a logLevel that hides the progress: says so, and follows the stack', async () => {
    deployment.level = 'WARN';
    deployment.create(one);
    // An hour of the deployment is a minute of the one who watches.
    await deployment.advance(60 * MINUTE);
    const { status, out, err } = await watch('Desktops').ended;
    expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/ws-0ana00000: done/) });
    expect(err).toContain(`${LOG_GROUP} has no line about this deployment: the logLevel of the provider hides them`);
  });

  test('a log that is denied: names the action, once, and follows the stack', async () => {
    deployment.refuseLogs = 'AccessDeniedException';
    deployment.create(one);
    await deployment.advance(2);
    expect((await silent()).match(/allow logs:FilterLogEvents/g)).toHaveLength(1);
  });

  test('a log group that there is not: says so, and follows the stack', async () => {
    deployment.create(one);
    await deployment.advance(2);
    expect(await silent(watch('Desktops', '--log-group', 'none'))).toMatch(
      /cannot be read: FilterLogEvents failed with ResourceNotFound/,
    );
  });
});

describe('on a terminal', () => {
  const start = (columns: number, ...args: readonly string[]) =>
    desk.startInTerminal(columns, ['watch', '--interval', '0.02', ...args]);
  const linesOf = (out: string): readonly string[] => stripVTControlCharacters(out).split(/\r?\n/);

  test.each([60, 120])(
    '%s columns: a bar for each desktop, no longer line, and the failure in full at the end',
    async (columns) => {
      deployment.create(two);
      await deployment.advance(3 * MINUTE + 1);
      const watching = start(columns, 'Desktops');
      await watching.printed(/ws-0ana00000 .*3\/55 min .*outage 1 min/);
      await deployment.advance(90 * MINUTE);
      const { status, out } = await watching.ended;
      expect(status).toBe(1);
      const bars = linesOf(out).filter((line) => /[█░]/.test(line));
      expect(bars.length).toBeGreaterThan(1);
      expect(Math.max(...bars.map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(linesOf(out)).toContain(`${BEN}: ${REASON}`);
      expect(out).toContain('\u{1b}[32m');
    },
  );

  test('a reason with control characters: they move no cursor, and set no title', async () => {
    deployment.create({ Eve: applications(EVE, [VISIO]) });
    await deployment.advance(2 * MINUTE);
    const watching = start(120, 'Desktops');
    await watching.printed(/owned/);
    await deployment.advance(60 * MINUTE);
    const { status, out } = await watching.ended;
    expect(status).toBe(0);
    expect(out).not.toContain('\u001b]0;');
    expect(out).not.toContain('owned\u0007');
  });

  test('NO_COLOR: none', async () => {
    deployment.create(one);
    await deployment.advance(60 * MINUTE);
    const { out } = await desk.startInTerminal(80, ['watch', 'Desktops'], { NO_COLOR: '1' }).ended;
    expect(out).toContain('CREATE_COMPLETE');
    expect(out).not.toMatch(/\[3\dm/);
  });

  test('Ctrl-C: says that the deployment goes on, gives the cursor back, exit 130', async () => {
    deployment.create(one);
    await deployment.advance(3);
    const watching = start(80, 'Desktops');
    await watching.printed(/ws-0ana00000 /);
    watching.type('\u0003');
    const { status, out } = await watching.ended;
    expect({ status, out }).toEqual({ status: 130, out: expect.stringContaining('Left. The deployment goes on.') });
    expect(out.lastIndexOf('\u001b[?25h')).toBeGreaterThan(out.lastIndexOf('\u001b[?25l'));
  });

  test('450 desktops: a summary that fits the screen', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 450 }, (_, n) => [`D${n}`, applications(`ws-${String(n).padStart(9, '0')}`, [VISIO])]),
    );
    deployment.page = 1000;
    deployment.create(many);
    await deployment.advance(4 * MINUTE);
    const watching = start(60, 'Desktops');
    const text = await watching.printed(/450 desktops.* 450 in an outage.*3\/55 min/s);
    const screen = linesOf(text);
    expect(screen.length).toBeLessThan(20);
    watching.child.kill('SIGTERM');
    await watching.ended;
  });
});

describe('what goes wrong', () => {
  test.each([
    {
      reason: 'a stack that there is not',
      args: ['Nowhere'],
      status: 5,
      says: /^there is no stack Nowhere in this account in us-east-1\. What next: check the name/,
    },
    { reason: 'two stacks', args: ['A', 'B'], status: 64, says: /^too many arguments for 'watch'/ },
    {
      reason: 'an interval of nothing',
      args: ['A', '--interval', '0'],
      status: 64,
      says: /^(--interval must be|.*'0')/,
    },
  ])('$reason: exit $status, in words', async ({ args, status, says }) => {
    expect(await desk.run(['watch', ...args])).toEqual({ status, out: '', err: expect.stringMatching(says) });
  });

  test('no credentials: says so', async () => {
    const { status, err } = await desk.run(['watch', 'Desktops'], NO_KEYS);
    expect({ status, err }).toEqual({ status: 6, err: expect.stringMatching(/^there are no valid AWS credentials/) });
  });
});
