import {
  DESKTOP,
  STOPPED_DESKTOP,
  SUSPENDED_DESKTOP,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness } from '../harness';

const CALLS = [
  'DescribeWorkspaceAssociations',
  'AssociateWorkspaceApplication',
  'DeployWorkspaceApplications',
] as const;
const TROUBLES = [
  'ThrottlingException',
  'InternalServerError',
  'socketReset',
  'timeout',
  'ResourceInUseException',
] as const;

describe('R13 trouble that passes never fails an operation', () => {
  const rows = CALLS.flatMap((operation) =>
    TROUBLES.filter((trouble) => !(trouble === 'ResourceInUseException' && operation.startsWith('Describe'))).flatMap(
      (exception) => (['before', 'after'] as const).map((when) => ({ operation, exception, when })),
    ),
  );
  test.each(rows)(
    '$operation meets $exception three times, $when its effect: installed all the same',
    async ({ operation, exception, when }) => {
      const harness = new Harness();
      harness.simulator.failOperation(operation, { exception, times: 3, when });
      await harness.create(declare(DESKTOP, [VISIO]));
      expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
      expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
    },
  );

  test.each(['Throttling', 'InternalFailure'])(
    'DescribeStacks answers %s for a while: installed all the same',
    async (code) => {
      const harness = new Harness();
      harness.stack.enter('CREATE_IN_PROGRESS');
      harness.stack.refuse(code, 3, code === 'Throttling' ? 400 : 500);
      const waiter = await harness.deliver({ type: 'Create', properties: declare(DESKTOP, [VISIO]) });
      harness.stack.refuse(code, 20, code === 'Throttling' ? 400 : 500);
      await harness.finish(waiter);
      expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    },
  );
});

describe('R15 access denied', () => {
  test.each(CALLS)('%s is denied for a minute, then allowed: installed', async (operation) => {
    const harness = new Harness();
    harness.simulator.failOperation(operation, { exception: 'AccessDeniedException', times: 3 });
    await harness.create(declare(DESKTOP, [VISIO]));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });

  test.each(CALLS)(
    '%s is denied for good: fails in about two minutes, naming action and WorkSpace',
    async (operation) => {
      const harness = new Harness();
      harness.simulator.failOperation(operation, { exception: 'AccessDeniedException', times: 1000 });
      harness.stack.enter('CREATE_IN_PROGRESS');
      const begin = harness.time;
      const failed = harness.run({ type: 'Create', properties: declare(DESKTOP, [VISIO]) });
      await expect(failed).rejects.toThrow(
        new RegExp(`${operation} for .*${DESKTOP} was refused with AccessDeniedException.*What next`),
      );
      expect(harness.time - begin).toBeLessThan(4 * 60_000);
    },
  );

  test('a delete is denied for good: fails, nothing is swallowed', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
    harness.simulator.failOperation('DisassociateWorkspaceApplication', {
      exception: 'AccessDeniedException',
      times: 1000,
    });
    await expect(harness.destroy(physicalId, declare(DESKTOP, [VISIO]))).rejects.toThrow(/AccessDeniedException/);
  });

  test('the stack itself may not be seen: fails after two minutes, saying so', async () => {
    const harness = new Harness();
    harness.stack.enter('CREATE_IN_PROGRESS');
    harness.stack.refuse('AccessDenied', 1000, 403);
    await expect(harness.deliver({ type: 'Create', properties: declare(DESKTOP, [VISIO]) })).rejects.toThrow(
      /DescribeStacks for stack Desk was refused with AccessDenied/,
    );
  });
});

describe('refusals that will not pass', () => {
  const rows = [
    {
      exception: 'ComputeNotCompatibleException',
      words: /ComputeNotCompatibleException: the application does not support the compute type/,
    },
    { exception: 'OperatingSystemNotCompatibleException', words: /does not support the operating system/ },
    { exception: 'ApplicationNotSupportedException', words: /can only be uninstalled/ },
    {
      exception: 'IncompatibleApplicationsException',
      words: /editions \(Standard, Professional\) and versions must match/,
    },
    { exception: 'InvalidParameterValuesException', words: /does not accept these ids/ },
  ] as const;
  test.each(rows)(
    'R19 Associate answers $exception: fails at once, in our words, with a remedy',
    async ({ exception, words }) => {
      const harness = new Harness();
      harness.simulator.failOperation('AssociateWorkspaceApplication', { exception, times: 1 });
      const failed = harness.create(declare(DESKTOP, [VISIO]));
      await expect(failed).rejects.toThrow(words);
      await expect(failed).rejects.toThrow(/What next: /);
      await expect(failed).rejects.not.toThrow(/UnknownError/);
    },
  );

  test('the WorkSpace is suspended: fails with advice', async () => {
    const harness = new Harness();
    await expect(harness.create(declare(SUSPENDED_DESKTOP, [VISIO]))).rejects.toThrow(
      /is SUSPENDED.*What next: bring the WorkSpace back/,
    );
  });

  test('the WorkSpace does not exist: fails after two minutes, saying so', async () => {
    const harness = new Harness();
    harness.stack.enter('CREATE_IN_PROGRESS');
    const begin = harness.time;
    await expect(harness.run({ type: 'Create', properties: declare('ws-9nowhere01', [VISIO]) })).rejects.toThrow(
      /does not exist in this account/,
    );
    expect(harness.time - begin).toBeGreaterThanOrEqual(120_000);
  });

  test('OperationNotSupported on a ready WorkSpace for good: fails after five minutes, and not before it was tried again', async () => {
    const harness = new Harness();
    harness.simulator.failOperation('AssociateWorkspaceApplication', {
      exception: 'OperationNotSupportedException',
      times: 1000,
    });
    harness.stack.enter('CREATE_IN_PROGRESS');
    const begin = harness.time;
    await expect(harness.run({ type: 'Create', properties: declare(DESKTOP, [VISIO]) })).rejects.toThrow(
      /OperationNotSupportedException/,
    );
    expect(harness.time - begin).toBeGreaterThanOrEqual(5 * 60_000);
  });

  test('a stopped WorkSpace that refuses to deploy: fails at the deadline, telling to start it', async () => {
    const harness = new Harness({ readings: { stopped: 'is refused' } });
    harness.stack.enter('CREATE_IN_PROGRESS');
    const properties = declare(STOPPED_DESKTOP, [VISIO], { TimeoutSeconds: '1200' });
    await expect(harness.run({ type: 'Create', properties })).rejects.toThrow(
      /was not done after 20 minutes: wsa-0def67890 is PENDING_INSTALL_DEPLOYMENT since .*STOPPED.*start the WorkSpace/,
    );
  });
});

test('R11 an install takes longer than there is time: our own words, with state and since when', async () => {
  const harness = new Harness({ durations: { install: 90 * 60_000 } });
  await expect(harness.create(declare(DESKTOP, [VISIO]))).rejects.toThrow(
    /was not done after 55 minutes: wsa-0def67890 is INSTALLING since 2026-/,
  );
});

test('R11 a delivery was queued for twelve minutes: the time that is said is the one that the user set', async () => {
  const harness = new Harness();
  harness.simulator.setWorkspaceState(DESKTOP, 'UNHEALTHY');
  harness.stack.enter('CREATE_IN_PROGRESS');
  harness.stack.since.set('Desk', harness.time - 12 * 60_000);
  const properties = declare(DESKTOP, [VISIO], { TimeoutSeconds: '600' });
  const waiter = await harness.deliver({ type: 'Create', properties });
  harness.stack.since.set('Desk', harness.time - 12 * 60_000);
  await expect(harness.finish(waiter)).rejects.toThrow(
    /was not done after 10 minutes.*raise timeout, which is 10 minutes/,
  );
});

test('R10 a delete whose user set a short timeout: has the full 55 minutes', async () => {
  const harness = new Harness({ durations: { install: 60_000, uninstall: 30 * 60_000 } });
  const properties = declare(DESKTOP, [VISIO], { TimeoutSeconds: '300' });
  const { physicalId } = await harness.create(properties);
  await harness.destroy(physicalId, properties);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED' });
});

test('R20 whatever happens: no log line holds the ResponseURL', async () => {
  const harness = new Harness();
  harness.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError');
  await expect(harness.create(declare(DESKTOP, [VISIO]))).rejects.toThrow();
  expect(harness.lines.length).toBeGreaterThan(3);
  expect(harness.lines.join('\n')).not.toMatch(/X-Amz-Signature|response\.s3/);
});
