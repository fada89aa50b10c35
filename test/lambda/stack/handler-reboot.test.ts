import { REBOOT_TAG } from '../../../lambda/contract/marks';
import {
  DESKTOP,
  DOCUMENTED_THROTTLE,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND, type Wire } from '../harness';

const REBOOT = { RebootAfterInstallation: 'true' };
const PROPERTIES = declare(DESKTOP, [VISIO], REBOOT);

const reboots = ({ simulator }: Harness) =>
  simulator.callsOf('RebootWorkspaces').filter(({ effective }) => effective).length;
const outages = ({ simulator }: Harness) => simulator.outagesOf(DESKTOP).length;

test('nothing said: no reboot, and no tag of one', async () => {
  const harness = new Harness();
  await harness.create(declare(DESKTOP, [VISIO]));
  expect(reboots(harness)).toBe(0);
  expect(Object.keys(harness.simulator.tags(DESKTOP))).not.toContain(REBOOT_TAG);
});

test('after an installation: one reboot, and done only when the WorkSpace is back', async () => {
  const harness = new Harness();
  await harness.create(PROPERTIES);
  expect(reboots(harness)).toBe(1);
  expect(harness.simulator.outagesOf(DESKTOP).map(({ end }) => end !== undefined && end <= harness.time)).toEqual([
    true,
    true,
  ]);
  expect(harness.simulator.workspace(DESKTOP)?.state).toBe('AVAILABLE');
});

test('the rate of the service, two calls a second and five at once: rebooted by the first step that can', async () => {
  const harness = new Harness({ throttle: DOCUMENTED_THROTTLE });
  await harness.create(PROPERTIES);
  const refused = harness.simulator.calls.filter(({ outcome }) => outcome !== 'ok').map(({ operation }) => operation);
  expect(refused).not.toContain('CreateTags');
  expect(refused).not.toContain('RebootWorkspaces');
  expect(reboots(harness)).toBe(1);
});

test.each<[situation: string, begin: Wire, then: Wire, total: number]>([
  ['an application added: rebooted again', PROPERTIES, declare(DESKTOP, [VISIO, OFFICE], REBOOT), 2],
  ['an application dropped: not', declare(DESKTOP, [VISIO, OFFICE], REBOOT), PROPERTIES, 1],
  ['the reboot is asked for later: nothing was installed, so not', declare(DESKTOP, [VISIO]), PROPERTIES, 0],
  ['everything checked, and found: not', PROPERTIES, { ...PROPERTIES, Revision: '2' }, 1],
])('an update, %s', async (_, begin, then, total) => {
  const harness = new Harness();
  const { physicalId } = await harness.create(begin);
  await harness.update(physicalId, begin, then);
  expect(reboots(harness)).toBe(total);
});

test('an application from before is adopted: nothing was installed, no reboot', async () => {
  const harness = new Harness();
  harness.simulator.installNow(DESKTOP, VISIO);
  harness.time += MINUTE;
  await harness.create({ ...PROPERTIES, AllowExisting: 'true' });
  expect(reboots(harness)).toBe(0);
});

test('a delete: no reboot', async () => {
  const harness = new Harness();
  const { physicalId } = await harness.create(PROPERTIES);
  await harness.destroy(physicalId, PROPERTIES);
  expect(reboots(harness)).toBe(1);
});

test('a user who connected after the installation, and WAIT: rebooted when disconnected', async () => {
  const harness = new Harness();
  const properties = { ...PROPERTIES, WhenUserConnected: 'WAIT' };
  const waiter = await harness.creating(properties);
  await harness.tickUntil(() => harness.states(DESKTOP)[VISIO] === 'COMPLETED', waiter);
  harness.simulator.setConnection(DESKTOP, 'CONNECTED', 10 * MINUTE);
  const connected = harness.time;
  await harness.finish(waiter);
  expect(harness.time).toBeGreaterThan(connected + 10 * MINUTE);
  expect(reboots(harness)).toBe(1);
  expect(harness.simulator.sessionsEnded(DESKTOP)).toBe(0);
});

test('WAIT, and connected until the deadline: succeeds without a reboot, and says so', async () => {
  const harness = new Harness();
  const properties = { ...PROPERTIES, WhenUserConnected: 'WAIT', TimeoutSeconds: '1200' };
  const waiter = await harness.creating(properties);
  await harness.tickUntil(() => harness.states(DESKTOP)[VISIO] === 'COMPLETED', waiter);
  harness.simulator.setConnection(DESKTOP, 'CONNECTED');
  await harness.finish(waiter);
  expect(reboots(harness)).toBe(0);
  expect(harness.lines.filter((line) => line.includes('not rebooted')).join()).toMatch(
    /"level":"WARN".*the user has been connected since/,
  );
});

test('two resources whose applications were installed together: one reboot', async () => {
  const harness = new Harness({ resources: 2 });
  harness.stack.enter('CREATE_IN_PROGRESS');
  const open = new Set([
    await harness.deliver({ type: 'Create', properties: PROPERTIES, logicalId: 'A' }),
    await harness.deliver({ type: 'Create', properties: declare(DESKTOP, [OFFICE], REBOOT), logicalId: 'B' }),
  ]);
  for (let ticks = 0; open.size > 0 && ticks < 200; ticks++) {
    const answers = await Promise.all([...open].map(async (waiter) => ({ waiter, ...(await harness.tick(waiter)) })));
    for (const { waiter, IsComplete } of answers) if (IsComplete) open.delete(waiter);
    harness.time += 30 * SECOND;
  }
  expect(open.size).toBe(0);
  expect(reboots(harness)).toBe(1);
  expect(outages(harness)).toBe(2);
});

test.each([
  { situation: 'of a stack that went well', rest: 'CREATE_COMPLETE' },
  // Then the operation that is going on undoes what that create did, too.
  { situation: 'of a stack whose create failed and was left', rest: 'CREATE_FAILED' },
] as const)(
  'an application goes from one resource $situation to another, which takes a pending removal back: nothing was installed, no reboot',
  async ({ rest }) => {
    const harness = new Harness({ resources: 2 });
    const both = declare(DESKTOP, [VISIO, OFFICE]);
    const { physicalId } = await harness.create(both, 'A');
    const before = outages(harness);
    harness.stack.enter(rest);
    harness.time += MINUTE;
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const update = { type: 'Update', properties: declare(DESKTOP, [OFFICE]), oldProperties: both, physicalId } as const;
    const dropping = await harness.deliver({ ...update, logicalId: 'A' });
    await harness.tick(dropping);
    expect(harness.states(DESKTOP)).toMatchObject({ [VISIO]: 'PENDING_UNINSTALL_DEPLOYMENT' });
    const joining = await harness.deliver({ type: 'Create', properties: PROPERTIES, logicalId: 'B' });
    for (let ticks = 0; ticks < 20; ticks++) {
      await harness.tick(joining);
      await harness.tick(dropping);
      harness.time += 30 * SECOND;
    }
    expect(harness.states(DESKTOP)).toMatchObject({ [VISIO]: 'COMPLETED', [OFFICE]: 'COMPLETED' });
    expect([reboots(harness), outages(harness) - before]).toEqual([0, 0]);
  },
);

test('a second delivery of the same create: one reboot', async () => {
  const harness = new Harness();
  const first = await harness.creating(PROPERTIES);
  harness.time += 10 * SECOND;
  const second = await harness.deliver({ type: 'Create', properties: PROPERTIES, requestId: 'request-1' });
  for (let minutes = 0; minutes < 40; minutes++) {
    await harness.tick(first);
    await harness.tick(second);
    harness.time += MINUTE;
  }
  expect((await harness.tick(first)).IsComplete).toBe(true);
  expect((await harness.tick(second)).IsComplete).toBe(true);
  expect(reboots(harness)).toBe(1);
});

describe('the reboot is refused', () => {
  test.each(['ThrottlingException', 'InternalServerError', 'AccessDeniedException'] as const)(
    'with %s at first: made later, once',
    async (exception) => {
      const harness = new Harness({ durations: { install: 5 * SECOND } });
      harness.simulator.failOperation('RebootWorkspaces', { exception, times: 2 });
      await harness.create(PROPERTIES);
      expect(reboots(harness)).toBe(1);
      expect(outages(harness)).toBe(2);
    },
  );

  test.each(['socketReset', 'timeout'] as const)('by no answer (%s), though it was made: once', async (exception) => {
    const harness = new Harness();
    harness.simulator.failOperation('RebootWorkspaces', { exception, times: 1, when: 'after' });
    await harness.create(PROPERTIES);
    expect(outages(harness)).toBe(2);
  });

  test('for good: what is installed stays, a warning gives the reason, and no mark keeps a later reboot away', async () => {
    const harness = new Harness();
    harness.simulator.failOperation('RebootWorkspaces', { exception: 'AccessDeniedException', times: 1000 });
    await harness.create(PROPERTIES);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    expect(harness.simulator.tags(DESKTOP)).toMatchObject({ [REBOOT_TAG]: 'refused' });
    expect(harness.lines.filter((line) => line.includes('not rebooted')).join()).toMatch(
      /"level":"WARN".*RebootWorkspaces .*AccessDenied/,
    );
  });
});

test('the stack rolls back before the reboot: it is not made', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(PROPERTIES);
  await harness.tickUntil(() => harness.states(DESKTOP)[VISIO] === 'COMPLETED', waiter);
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  await expect(harness.finish(waiter)).rejects.toThrow(/operation of this request is over/);
  expect(reboots(harness)).toBe(0);
});

test('the WorkSpace is stopped by then: its next start is enough', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(PROPERTIES);
  await harness.tickUntil(() => harness.states(DESKTOP)[VISIO] === 'COMPLETED', waiter);
  harness.simulator.setWorkspaceState(DESKTOP, 'STOPPED');
  await harness.finish(waiter);
  expect(reboots(harness)).toBe(0);
});

test('tags are read five seconds late, and another request marks just before the own mark shows: it alone reboots', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(PROPERTIES);
  const pass = harness.clock.sleep;
  harness.clock.sleep = async (milliseconds) => {
    const tags = harness.simulator.tags(DESKTOP);
    const own = tags[REBOOT_TAG];
    // The other one has written at the sixth second, which shows at the eleventh.
    const before = own === undefined ? milliseconds : Math.min(milliseconds, 11 * SECOND);
    await pass(before);
    if (own !== undefined && before === 11 * SECOND)
      harness.simulator.setTags(DESKTOP, { ...tags, [REBOOT_TAG]: own.replace(/[^/]*$/, ' another') });
    await pass(milliseconds - before);
  };
  await harness.finish(waiter);
  expect(reboots(harness)).toBe(0);
});
