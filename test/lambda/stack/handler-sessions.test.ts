import { DESKTOP, STOPPED_DESKTOP, VISIO_PROFESSIONAL_2021 as VISIO } from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND, type Waiter } from '../harness';

const WAIT = { WhenUserConnected: 'WAIT' };
const PATIENT = declare(DESKTOP, [VISIO], WAIT);
const STATUS = 'DescribeWorkspacesConnectionStatus';

/** A create that has been asked for, with a user connected for so long. */
async function beginCreate(minutes: number | undefined, properties = PATIENT) {
  const harness = new Harness();
  harness.simulator.setConnection(DESKTOP, 'CONNECTED', minutes === undefined ? undefined : minutes * MINUTE);
  const waiter = await harness.creating(properties);
  return { harness, waiter };
}

const ended = ({ simulator }: Harness) => simulator.sessionsEnded(DESKTOP);

async function failureOf(harness: Harness, waiter: Waiter): Promise<string> {
  const failure: unknown = await harness.finish(waiter).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  return String(failure);
}

test('nothing said, and the user is connected: the session ends at once', async () => {
  const { harness, waiter } = await beginCreate(undefined, declare(DESKTOP, [VISIO]));
  await harness.finish(waiter);
  expect(ended(harness)).toBe(1);
  expect(harness.simulator.callsOf(STATUS)).toHaveLength(0);
});

describe('WAIT', () => {
  test('the user disconnects after 20 minutes: deployed then, and no session ended', async () => {
    const { harness, waiter } = await beginCreate(20);
    const { minutes } = await harness.finish(waiter);
    // The installation itself takes 20.
    expect(minutes).toBeGreaterThanOrEqual(40);
    expect(minutes).toBeLessThan(43);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    expect(ended(harness)).toBe(0);
  });

  test('while the user is connected: looked at every two minutes, not at every tick', async () => {
    const { harness, waiter } = await beginCreate(20);
    await harness.finish(waiter);
    expect(harness.simulator.callsOf(STATUS).length).toBeLessThanOrEqual(12);
  });

  test('no user is connected: as fast as without', async () => {
    const [patient, other] = [new Harness(), new Harness()];
    const { minutes } = await patient.create(PATIENT);
    expect(minutes).toBe((await other.create(declare(DESKTOP, [VISIO]))).minutes);
  });

  test('connected until the deadline: fails and says since when and what to do, and the rollback ends no session', async () => {
    const { harness, waiter } = await beginCreate(
      undefined,
      declare(DESKTOP, [VISIO], { ...WAIT, TimeoutSeconds: '600' }),
    );
    expect(await failureOf(harness, waiter)).toMatch(
      /was not done after 10 minutes.*the user has been connected since 2026-11-22T12:00:00Z.*What next: ask the user to disconnect/,
    );
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    const { physicalId } = waiter;
    await harness.run({ type: 'Delete', properties: PATIENT, physicalId });
    expect(harness.states(DESKTOP)).toEqual({});
    expect(harness.mutations()).toEqual([`Associate ${VISIO}`, `Disassociate ${VISIO}`]);
    expect(ended(harness)).toBe(0);
  });

  test('an uninstall: waits too', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(PATIENT);
    harness.simulator.setConnection(DESKTOP, 'CONNECTED', 30 * MINUTE);
    expect((await harness.destroy(physicalId, PATIENT)).minutes).toBeGreaterThan(30);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED' });
    expect(ended(harness)).toBe(0);
  });

  test('an uninstall, and connected until the deadline: fails, and nothing is uninstalled', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(PATIENT);
    harness.simulator.setConnection(DESKTOP, 'CONNECTED');
    harness.stack.enter('DELETE_IN_PROGRESS');
    const waiter = await harness.deliver({ type: 'Delete', properties: PATIENT, physicalId });
    expect(await failureOf(harness, waiter)).toMatch(/after 55 minutes.*the user has been connected since/);
    expect(ended(harness)).toBe(0);
  });

  test('the user connects while the deployment is throttled: looked at again, and waited for', async () => {
    const { harness, waiter } = await beginCreate(0);
    harness.simulator.failOperation('DeployWorkspaceApplications', { exception: 'ThrottlingException', times: 30 });
    const sleep = harness.clock.sleep;
    harness.clock.sleep = (milliseconds) => {
      harness.clock.sleep = sleep;
      harness.simulator.setConnection(DESKTOP, 'CONNECTED', 5 * MINUTE);
      return sleep(milliseconds);
    };
    await harness.finish(waiter);
    expect(ended(harness)).toBe(0);
  });

  describe('the service does not know', () => {
    test('of a stopped WorkSpace: no user is on it, and it is deployed', async () => {
      const harness = new Harness({ readings: { stopped: 'deploys' } });
      harness.simulator.setConnection(STOPPED_DESKTOP, 'UNKNOWN');
      await harness.create(declare(STOPPED_DESKTOP, [VISIO], WAIT));
      expect(harness.states(STOPPED_DESKTOP)).toMatchObject({ [VISIO]: 'COMPLETED' });
    });

    test('of a running one: a user may be on it, and it waits', async () => {
      const { harness, waiter } = await beginCreate(undefined);
      harness.simulator.setConnection(DESKTOP, 'UNKNOWN');
      expect(await failureOf(harness, waiter)).toMatch(/whether the user is connected is UNKNOWN/);
      expect(harness.mutations()).toEqual([`Associate ${VISIO}`]);
    });
  });

  test.each(['ThrottlingException', 'InternalServerError', 'AccessDeniedException'] as const)(
    'the look at the connection is refused with %s for a while: never taken for a disconnected user',
    async (exception) => {
      const { harness, waiter } = await beginCreate(1);
      harness.simulator.failOperation(STATUS, { exception, times: 3 });
      await harness.finish(waiter);
      expect(ended(harness)).toBe(0);
    },
  );

  test('the look at the connection is denied for good: fails by its name, and nothing was deployed', async () => {
    const { harness, waiter } = await beginCreate(1);
    harness.simulator.failOperation(STATUS, { exception: 'AccessDeniedException', times: 1000 });
    expect(await failureOf(harness, waiter)).toMatch(/DescribeWorkspacesConnectionStatus .* AccessDeniedException/);
    expect(harness.mutations()).toEqual([`Associate ${VISIO}`]);
  });

  test('two resources of one WorkSpace: one deployment, after the user is gone', async () => {
    const harness = new Harness({ resources: 2 });
    harness.simulator.setConnection(DESKTOP, 'CONNECTED', 10 * MINUTE);
    harness.stack.enter('CREATE_IN_PROGRESS');
    const other = declare(DESKTOP, ['wsa-1office21p'], WAIT);
    const waiters = [
      await harness.deliver({ type: 'Create', properties: PATIENT, logicalId: 'A' }),
      await harness.deliver({ type: 'Create', properties: other, logicalId: 'B' }),
    ];
    const open = new Set(waiters);
    for (let ticks = 0; open.size > 0 && ticks < 200; ticks++) {
      for (const waiter of open) if ((await harness.tick(waiter)).IsComplete) open.delete(waiter);
      harness.time += 30 * SECOND;
    }
    expect(open.size).toBe(0);
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
    expect(ended(harness)).toBe(0);
  });
});
