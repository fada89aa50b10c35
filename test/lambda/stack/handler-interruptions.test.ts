import { REBOOT_TAG } from '../../../lambda/contract/marks';
import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND, type Waiter } from '../harness';

const WAIT = { WhenUserConnected: 'WAIT' };
const REBOOT = { RebootAfterInstallation: 'true' };
const PATIENT = declare(DESKTOP, [VISIO], WAIT);
const BOTH = declare(DESKTOP, [VISIO], { ...WAIT, ...REBOOT });
const PROPERTIES = declare(DESKTOP, [VISIO], REBOOT);
const ended = ({ simulator }: Harness) => simulator.sessionsEnded(DESKTOP);
const reboots = ({ simulator }: Harness) =>
  simulator.outagesOf(DESKTOP).length - simulator.deploymentsOf(DESKTOP).length;

const said = (harness: Harness) => harness.lines.some((line) => line.includes('not rebooted'));

/** Ticks until as many applications as there are waiters are installed. */
const untilInstalled = (harness: Harness, ...waiters: readonly Waiter[]) =>
  harness.tickUntil(
    () => Object.values(harness.states(DESKTOP)).filter((state) => state === 'COMPLETED').length >= waiters.length,
    ...waiters,
  );

/** The user comes after so many milliseconds of the handler's own waiting. */
function connectAfter(harness: Harness, after: number) {
  const sleep = harness.clock.sleep;
  let slept = 0;
  let there = false;
  harness.clock.sleep = (milliseconds) => {
    slept += milliseconds;
    if (slept > after && !there) {
      there = true;
      harness.simulator.setConnection(DESKTOP, 'CONNECTED', 5 * MINUTE);
    }
    return sleep(milliseconds);
  };
}

test('WAIT, reboot throttled for two minutes, and the user connects meanwhile: waited for', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(BOTH);
  await untilInstalled(harness, waiter);
  harness.simulator.failOperation('RebootWorkspaces', { exception: 'ThrottlingException', times: 15 });
  connectAfter(harness, 60 * SECOND);
  await harness.finish(waiter);
  expect(reboots(harness)).toBe(1);
  expect(ended(harness)).toBe(0);
});

test('the reboot is throttled while another caller deploys: no reboot in the middle of an installation', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(PROPERTIES);
  await untilInstalled(harness, waiter);
  harness.simulator.failOperation('RebootWorkspaces', { exception: 'ThrottlingException', times: 15 });
  const sleep = harness.clock.sleep;
  let slept = 0;
  harness.clock.sleep = (milliseconds) => {
    slept += milliseconds;
    if (slept > 60 * SECOND && harness.states(DESKTOP)[OFFICE] === undefined) {
      harness.simulator.associate(DESKTOP, OFFICE);
      harness.simulator.deploy(DESKTOP);
    }
    return sleep(milliseconds);
  };
  await harness.finish(waiter);
  const [, install] = harness.simulator.deploymentsOf(DESKTOP);
  const reboot = harness.simulator.callsOf('RebootWorkspaces').find(({ effective }) => effective);
  expect(reboot?.time).toBeGreaterThan(install?.end ?? Number.POSITIVE_INFINITY);
});

test('WAIT, the look at the stack is throttled between the look at the user and the deployment: looked at again', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(PATIENT);
  let once = true;
  harness.beforeCalls((operation) => {
    if (operation === 'DescribeWorkspacesConnectionStatus' && once) {
      once = false;
      harness.stack.refuse('Throttling', 15);
      connectAfter(harness, 60 * SECOND);
    }
  });
  await harness.finish(waiter);
  expect(ended(harness)).toBe(0);
});

test('WAIT, and a sibling waits for the same user already: registers all the same', async () => {
  const harness = new Harness({ resources: 2 });
  harness.simulator.setConnection(DESKTOP, 'CONNECTED');
  const a = await harness.creating(PATIENT, 'A');
  await harness.tickFor(5 * MINUTE, a);
  const b = await harness.deliver({
    type: 'Create',
    properties: declare(DESKTOP, [OFFICE], WAIT),
    logicalId: 'B',
  });
  await harness.tickFor(30 * MINUTE, a, b);
  // B has had half an hour to register, which the user does not notice.
  expect(harness.states(DESKTOP)).toEqual({
    [VISIO]: 'PENDING_INSTALL_DEPLOYMENT',
    [OFFICE]: 'PENDING_INSTALL_DEPLOYMENT',
  });
});

test('a sibling of another stack waits for the same user, to the end: the failure speaks of the user', async () => {
  const harness = new Harness({ resources: 2 });
  harness.simulator.setConnection(DESKTOP, 'CONNECTED');
  const a = await harness.creating(PATIENT, 'A');
  await harness.tickFor(5 * MINUTE, a);
  const b = await harness.deliver({
    type: 'Create',
    properties: declare(DESKTOP, [OFFICE], { ...WAIT, TimeoutSeconds: '1200' }),
    logicalId: 'B',
  });
  let failure = '';
  for (let ticks = 0; ticks < 60 && !failure; ticks++) {
    await harness.tick(a);
    await harness.tick(b).catch((error: unknown) => {
      failure = String(error);
    });
    harness.time += 30 * SECOND;
  }
  expect(failure).toMatch(/the user has been connected/);
});

test('WAIT, the user disconnects a minute before the deadline: what is installed stays', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(BOTH);
  const asked = harness.time;
  await untilInstalled(harness, waiter);
  harness.simulator.setConnection(DESKTOP, 'CONNECTED', asked + 53.5 * MINUTE - harness.time);
  await harness.finish(waiter);
});

test('the look at the tags is throttled at the deadline: what is installed stays', async () => {
  const harness = new Harness();
  const waiter = await harness.creating({ ...PROPERTIES, TimeoutSeconds: '1260' });
  await untilInstalled(harness, waiter);
  harness.simulator.failOperation('DescribeTags', { exception: 'ThrottlingException', times: 1000 });
  await harness.finish(waiter);
});

test.each([
  { operation: 'CreateTags', describeLagSeconds: 0 },
  // What B sees afterwards is the WorkSpace from before its reboot.
  { operation: 'DescribeWorkspaces', describeLagSeconds: 30 },
] as const)('two siblings, one throttle of $operation: one reboot', async ({ operation, describeLagSeconds }) => {
  const harness = new Harness({ resources: 2, readings: { describeLagSeconds } });
  const a = await harness.creating(PROPERTIES, 'A');
  harness.time += SECOND;
  const b = await harness.deliver({ type: 'Create', properties: declare(DESKTOP, [OFFICE], REBOOT), logicalId: 'B' });
  await untilInstalled(harness, a, b);
  expect(reboots(harness)).toBe(0);
  harness.simulator.failOperation(operation, { exception: 'ThrottlingException', times: 1 });
  const sleep = harness.clock.sleep;
  harness.clock.sleep = async (milliseconds) => {
    harness.clock.sleep = sleep;
    await sleep(milliseconds);
    // While B waits to try once more, A has its tick.
    await harness.tick(a);
  };
  harness.time += 2 * MINUTE;
  await harness.tick(b);
  await harness.finish(a);
  await harness.finish(b);
  expect(reboots(harness)).toBe(1);
});

test('two siblings, and a colleague registers something between their looks: one reboot', async () => {
  const harness = new Harness({ resources: 2 });
  const a = await harness.creating(PROPERTIES, 'A');
  harness.time += SECOND;
  const b = await harness.deliver({ type: 'Create', properties: declare(DESKTOP, [OFFICE], REBOOT), logicalId: 'B' });
  await untilInstalled(harness, a, b);
  harness.time += 2 * MINUTE;
  await harness.finish(a);
  expect(reboots(harness)).toBe(1);
  harness.simulator.associate(DESKTOP, PROJECT);
  await harness.finish(b);
  expect(reboots(harness)).toBe(1);
});

test('the answer to the reboot is lost, and its state shows after 30 seconds: one reboot', async () => {
  const harness = new Harness({ readings: { describeLagSeconds: 30 } });
  harness.simulator.failOperation('RebootWorkspaces', { exception: 'timeout', times: 1, when: 'after' });
  await harness.create(PROPERTIES);
  expect(reboots(harness)).toBe(1);
});

test('the answer to the reboot is lost, and so is the look after it: one reboot', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(PROPERTIES);
  await untilInstalled(harness, waiter);
  harness.simulator.failOperation('RebootWorkspaces', { exception: 'timeout', times: 1, when: 'after' });
  harness.beforeCalls((operation) => {
    if (operation === 'RebootWorkspaces')
      harness.simulator.failOperation('DescribeWorkspaces', { exception: 'AccessDeniedException', times: 1 });
  });
  await harness.finish(waiter);
  expect(reboots(harness)).toBe(1);
});

test('an update that dropped an application is rolled back before it was uninstalled: no reboot, no session ends', async () => {
  const harness = new Harness();
  const two = declare(DESKTOP, [VISIO, OFFICE], { ...REBOOT });
  const { physicalId } = await harness.create(two);
  const before = reboots(harness);
  harness.simulator.setConnection(DESKTOP, 'CONNECTED');
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const drop = declare(DESKTOP, [VISIO], { ...REBOOT, ...WAIT, TimeoutSeconds: '600' });
  const waiter = await harness.deliver({ type: 'Update', properties: drop, old: two, physicalId });
  await harness.finish(waiter).catch(() => {});
  expect(harness.states(DESKTOP)[OFFICE]).toMatch(/PENDING_UNINSTALL/);
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  await harness.run({ type: 'Update', properties: two, old: drop, physicalId });
  expect(harness.states(DESKTOP)[OFFICE]).toBe('COMPLETED');
  expect(reboots(harness)).toBe(before);
  expect(ended(harness)).toBe(0);
});

test('rolled back, and the reboot may not be made (its policy went with a provider of another stack): the rollback succeeds', async () => {
  const harness = new Harness();
  const two = declare(DESKTOP, [VISIO, OFFICE], { ...REBOOT });
  const { physicalId } = await harness.create(two);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const drop = declare(DESKTOP, [VISIO]);
  harness.simulator.failOperation('RebootWorkspaces', { exception: 'AccessDeniedException', times: 1000 });
  await harness.run({ type: 'Update', properties: drop, old: two, physicalId });
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  await harness.run({ type: 'Update', properties: two, old: drop, physicalId });
});

test('no timestamps: no reboot, since nothing shows what was installed now, and a warning says so', async () => {
  const harness = new Harness({ readings: { timestamps: 'none' } });
  const { physicalId } = await harness.create(PROPERTIES);
  await harness.update(physicalId, PROPERTIES, { ...PROPERTIES, Revision: '2' });
  expect(reboots(harness)).toBe(0);
  expect(said(harness)).toBe(true);
});

test('no timestamps, adopted: no reboot', async () => {
  const harness = new Harness({ readings: { timestamps: 'none' } });
  harness.simulator.installNow(DESKTOP, VISIO);
  harness.time += MINUTE;
  await harness.create({ ...PROPERTIES, AllowExisting: 'true' });
  expect(reboots(harness)).toBe(0);
});

test('WAIT declared by the update that is rolled back: the rollback waits too', async () => {
  const harness = new Harness();
  const old = declare(DESKTOP, [VISIO]);
  const { physicalId } = await harness.create(old);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const add = declare(DESKTOP, [VISIO, OFFICE], WAIT);
  await harness.run({ type: 'Update', properties: add, old, physicalId });
  // Another resource of the stack fails.
  harness.simulator.setConnection(DESKTOP, 'CONNECTED', 10 * MINUTE);
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  await harness.run({ type: 'Update', properties: old, old: add, physicalId });
  expect(ended(harness)).toBe(0);
});

test('throttled so long that the mark cannot be taken back either: rebooted later, or said', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(PROPERTIES);
  await untilInstalled(harness, waiter);
  let storm: number | undefined;
  harness.beforeCalls((operation) => {
    if (operation === 'RebootWorkspaces') storm ??= harness.time + 4 * MINUTE;
    const hit = storm !== undefined && harness.time < storm;
    if (hit) harness.simulator.failOperation('*', { exception: 'ThrottlingException', times: 1 });
  });
  await harness.finish(waiter);
  expect(reboots(harness) === 1 || said(harness)).toBe(true);
});

test('the look at the stack fails between mark and reboot: rebooted later, or said', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(PROPERTIES);
  await untilInstalled(harness, waiter);
  let tags = 0;
  harness.beforeCalls((operation) => {
    if (operation === 'DescribeTags' && ++tags === 2) harness.stack.refuse('Throttling', 40);
  });
  await harness.finish(waiter);
  expect(harness.simulator.tags(DESKTOP)[REBOOT_TAG]).toBeDefined();
  expect(reboots(harness) === 1 || said(harness)).toBe(true);
});

test('the second look at the tag is refused: rebooted later, or said', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(PROPERTIES);
  await untilInstalled(harness, waiter);
  let tags = 0;
  harness.beforeCalls((operation) => {
    if (operation === 'DescribeTags' && ++tags === 2)
      harness.simulator.failOperation('DescribeTags', { exception: 'AccessDeniedException', times: 1 });
  });
  await harness.finish(waiter);
  expect(reboots(harness) === 1 || said(harness)).toBe(true);
});

test('another stack waits for the same user: a rollback of what was only registered is done all the same', async () => {
  const harness = new Harness({ resources: 2 });
  harness.simulator.setConnection(DESKTOP, 'CONNECTED');
  harness.stack.enter('CREATE_IN_PROGRESS');
  const office = declare(DESKTOP, [OFFICE], WAIT);
  const other = await harness.deliver({ type: 'Create', properties: PATIENT, logicalId: 'A' });
  const waiter = await harness.deliver({ type: 'Create', properties: office, logicalId: 'B' });
  await harness.tickFor(5 * MINUTE, other, waiter);
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  const { physicalId } = waiter;
  const undo = await harness.deliver({ type: 'Delete', properties: office, physicalId, logicalId: 'B' });
  for (let ticks = 0; ticks < 115; ticks++) {
    await harness.tick(other).catch(() => {});
    if ((await harness.tick(undo)).IsComplete) return;
    harness.time += 30 * SECOND;
  }
  throw new Error('not done');
});

test('reboot: the WorkSpace has all its fifty tags: what is installed stays', async () => {
  const harness = new Harness();
  harness.simulator.setTags(DESKTOP, Object.fromEntries(Array.from({ length: 49 }, (_, n) => [`k${n}`, 'v'])));
  await harness.create(PROPERTIES);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
});

test('reboot: a sibling that only registered just then makes no second one', async () => {
  const harness = new Harness({ resources: 3 });
  const a = await harness.creating(PROPERTIES, 'A');
  harness.time += SECOND;
  const b = await harness.deliver({ type: 'Create', properties: declare(DESKTOP, [OFFICE], REBOOT), logicalId: 'B' });
  await untilInstalled(harness, a, b);
  harness.time += 2 * MINUTE;
  await harness.finish(a);
  // C has waited for another resource of the stack, and does not reboot at all.
  const c = await harness.deliver({ type: 'Create', properties: declare(DESKTOP, [PROJECT]), logicalId: 'C' });
  harness.time += 5 * MINUTE;
  await harness.tick(c);
  await harness.finish(b);
  expect(reboots(harness)).toBe(1);
});
