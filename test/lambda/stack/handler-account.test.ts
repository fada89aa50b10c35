import { RequestFailure, toFailure } from '../../../lambda/stack/failure';
import {
  CATALOGUE,
  DESKTOP,
  makeApplications,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND, type Waiter } from '../harness';

const HOST = 'workspaces.us-east-1.amazonaws.com';
const VISIO_ONLY = declare(DESKTOP, [VISIO]);

/** Why a waiter fails, and after how many minutes. */
async function failureOf(harness: Harness, waiter: Waiter): Promise<{ reason: string; minutes: number }> {
  const begin = harness.time;
  const reason = await harness.finish(waiter).then(
    () => 'it did not fail',
    (error: Error) => error.message,
  );
  return { reason, minutes: (harness.time - begin) / MINUTE };
}

const warnings = ({ lines }: Harness) => lines.filter((line) => line.includes('"level":"WARN"')).join('\n');

describe('CloudFormation throttles the looks at the stack', () => {
  test('for two and a half minutes: waited out, and installed', async () => {
    const harness = new Harness();
    harness.stack.refuse('Throttling', 22);
    const begin = harness.time;
    const waiter = await harness.creating(VISIO_ONLY);
    expect((harness.time - begin) / SECOND).toBeGreaterThan(150);
    await harness.finish(waiter);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });

  test('for longer than a function runs: fails in time, in words about CloudFormation', async () => {
    const harness = new Harness();
    harness.stack.refuse('Throttling', 1000);
    const begin = harness.time;
    await expect(harness.creating(VISIO_ONLY)).rejects.toThrow(
      /^DescribeStacks .* was refused with Throttling.* What next: deploy again when fewer other callers use CloudFormation/,
    );
    expect((harness.time - begin) / SECOND).toBeLessThan(300);
  });
});

test('20 applications, and the service takes 13 seconds for an answer: no invocation lasts 300 s, and all are installed', async () => {
  const applications = makeApplications(20);
  const harness = new Harness({ world: { ...SEED_WORLD, applications: [...CATALOGUE, ...applications] } });
  harness.beforeCalls(() => {
    harness.time += 13 * SECOND;
  });
  const ids = applications.map(({ applicationId }) => applicationId);
  const waiter = await harness.creating(declare(DESKTOP, ids));
  const times: number[] = [];
  while (harness.simulator.deploymentsOf(DESKTOP).length === 0) {
    const begin = harness.time;
    await harness.tick(waiter);
    times.push((harness.time - begin) / SECOND);
    harness.time += 30 * SECOND;
  }
  expect(Math.max(...times)).toBeLessThan(300);
  expect(times.length).toBeGreaterThan(1);
  expect(Object.keys(harness.states(DESKTOP))).toHaveLength(20);
});

describe('no endpoint of WorkSpaces can be found', () => {
  const cut = (harness: Harness) =>
    harness.beforeCalls(() => {
      throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${HOST}`), { code: 'ENOTFOUND', hostname: HOST });
    });

  test('a create: fails within minutes with the host; what undoes it ends well with a warning', async () => {
    const harness = new Harness();
    cut(harness);
    const waiter = await harness.creating(VISIO_ONLY);
    const { reason, minutes } = await failureOf(harness, waiter);
    expect([reason, minutes]).toEqual([expect.stringMatching(`${HOST}.*What next`), expect.closeTo(5, -1)]);
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    const undone = await harness.run({ type: 'Delete', physicalId: waiter.physicalId, properties: VISIO_ONLY });
    expect(undone.minutes).toBeLessThan(10);
    expect(warnings(harness)).toContain('no mark shows that anything was begun');
  });

  test.each(['Update', 'Delete'] as const)(
    '%s of what is installed: fails within minutes with the host',
    async (type) => {
      const harness = new Harness();
      const { physicalId } = await harness.create(VISIO_ONLY);
      cut(harness);
      harness.stack.enter(type === 'Update' ? 'UPDATE_IN_PROGRESS' : 'DELETE_IN_PROGRESS');
      const properties = type === 'Update' ? declare(DESKTOP, [OFFICE]) : VISIO_ONLY;
      const old = type === 'Update' ? { old: VISIO_ONLY } : {};
      const { reason, minutes } = await failureOf(
        harness,
        await harness.deliver({ type, physicalId, properties, ...old }),
      );
      expect([reason, minutes]).toEqual([expect.stringMatching(`${HOST}.*What next`), expect.closeTo(5, -1)]);
    },
  );
});

test('the WorkSpace cannot be observed any more, and marks show that the create had begun: its rollback fails in words', async () => {
  const harness = new Harness();
  const waiter = await harness.creating(VISIO_ONLY);
  await harness.tick(waiter);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'INSTALLING' });
  harness.simulator.failOperation('DescribeWorkspaceAssociations', { exception: 'AccessDeniedException', times: 1000 });
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  const undoing = await harness.deliver({ type: 'Delete', physicalId: waiter.physicalId, properties: VISIO_ONLY });
  expect((await failureOf(harness, undoing)).reason).toMatch(
    /DescribeWorkspaceAssociations .* AccessDeniedException.*What next/,
  );
  harness.simulator.clearFaults();
  harness.stack.enter('DELETE_IN_PROGRESS');
  await harness.run({ type: 'Delete', physicalId: waiter.physicalId, properties: VISIO_ONLY });
  expect([harness.states(DESKTOP), harness.marks(DESKTOP)]).toEqual([{ [VISIO]: 'REMOVED' }, []]);
});

test('workspaceTags, and the WorkSpace does not have the tag: a clean failure, and a clean rollback', async () => {
  const harness = new Harness();
  harness.simulator.failOperation('DescribeWorkspaceAssociations', { exception: 'AccessDeniedException', times: 1000 });
  const waiter = await harness.creating(VISIO_ONLY);
  expect((await failureOf(harness, waiter)).reason).toMatch(/AccessDeniedException.*What next/);
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  await harness.run({ type: 'Delete', physicalId: waiter.physicalId, properties: VISIO_ONLY });
  expect([harness.mutations(), harness.marks(DESKTOP)]).toEqual([[], []]);
});

describe('remedies that fit', () => {
  test('the deadline was the user’s own: says that it can be raised', async () => {
    const harness = new Harness({ durations: { install: 40 * MINUTE } });
    const waiter = await harness.creating({ ...VISIO_ONLY, TimeoutSeconds: '600' });
    expect((await failureOf(harness, waiter)).reason).toMatch(
      /not done after 10 minutes.*raise timeout, which is 10 minutes/,
    );
  });

  test.each([
    ['ADMIN_MAINTENANCE', /modify-workspace-state\), because ADMIN_MAINTENANCE does not end by itself/],
    ['UNHEALTHY', /reboot the WorkSpace, which is UNHEALTHY/],
  ] as const)('the WorkSpace is %s throughout: what was refused, and how it ends', async (state, remedy) => {
    const harness = new Harness();
    harness.simulator.setWorkspaceState(DESKTOP, state);
    const { reason } = await failureOf(harness, await harness.creating(VISIO_ONLY));
    expect(reason).toMatch(remedy);
    expect(reason).toContain(`wsa-0def67890 is ABSENT; the WorkSpace is ${state}, and takes no change. What next`);
  });

  test('an installation takes longer than the longest timeout: not to wait for it is what is left', async () => {
    const harness = new Harness({ durations: { install: 90 * MINUTE } });
    const { reason } = await failureOf(harness, await harness.creating(VISIO_ONLY));
    expect(reason).toMatch(/is INSTALLING .*What next: set waitForInstallation to false, then deploy again/);
  });

  test('the service refused until the deadline: what was refused, and not that no time was left', async () => {
    const harness = new Harness();
    const denied = { exception: 'InternalServerError', times: 10_000 };
    harness.simulator.failOperation('AssociateWorkspaceApplication', denied);
    const { reason } = await failureOf(harness, await harness.creating(VISIO_ONLY));
    expect(reason).toMatch(
      /the WorkSpace is AVAILABLE; AssociateWorkspaceApplication was refused with InternalServer\w+\. What next: deploy again/,
    );
  });

  test('throttled until the deadline: the account has to call less', async () => {
    const harness = new Harness();
    const denied = { exception: 'ThrottlingException', times: 10_000 };
    harness.simulator.failOperation('DescribeWorkspaceAssociations', denied);
    const { reason } = await failureOf(harness, await harness.creating(VISIO_ONLY));
    expect(reason).toMatch(/What next: make fewer other calls to WorkSpaces in this account, then deploy again/);
  });

  test('a rollback is denied a call: cdk rollback comes after the permission', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(VISIO_ONLY);
    const changed = declare(DESKTOP, [VISIO, OFFICE]);
    await harness.update(physicalId, VISIO_ONLY, changed);
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    const denied = { exception: 'AccessDeniedException', times: 1000 };
    harness.simulator.failOperation('DisassociateWorkspaceApplication', denied);
    const back = await harness.deliver({ type: 'Update', physicalId, old: changed, properties: VISIO_ONLY });
    expect((await failureOf(harness, back)).reason).toMatch(
      /What next: allow the action .*, then run cdk rollback, and deploy again\.?\n?/,
    );
  });

  test('an application does not exist: the WorkSpace does, and is said to', async () => {
    const harness = new Harness();
    const { reason } = await failureOf(harness, await harness.creating(declare(DESKTOP, ['wsa-0nosuchapp'])));
    expect(reason).toMatch(/ResourceNotFoundException: .*: the WorkSpace is AVAILABLE/);
  });

  test('a rollback fails: cdk rollback comes first, since CloudFormation refuses to deploy', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(VISIO_ONLY);
    const changed = declare(DESKTOP, [OFFICE]);
    await harness.update(physicalId, VISIO_ONLY, changed);
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    harness.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError');
    const back = await harness.deliver({ type: 'Update', physicalId, old: changed, properties: VISIO_ONLY });
    expect((await failureOf(harness, back)).reason).toMatch(/What next: .*run cdk rollback, and deploy again/);
  });
});

describe('the log of the function that exists', () => {
  const noLog = () => {};

  test('a failure: ends with the command that reads it, on a line of its own, where the CDK CLI does not break it', () => {
    const { message } = toFailure(
      new RequestFailure('Visio failed. What next: deploy again'),
      noLog,
      '/aws/lambda/Own-1',
    );
    expect(message).toBe('Visio failed. What next: deploy again.\nLog: aws logs tail /aws/lambda/Own-1 --since 1h');
  });

  test('the longest failure: the command is whole, and CloudFormation can take the reason', () => {
    const { message } = toFailure(new RequestFailure('ä'.repeat(5000)), noLog, '/aws/lambda/Own-1');
    expect(message).toMatch(/ä.*\.\nLog: aws logs tail \/aws\/lambda\/Own-1 --since 1h$/);
    expect(Buffer.byteLength(message)).toBeLessThan(4096);
  });

  test('the function does not know it: the failure alone', () => {
    expect(toFailure(new RequestFailure('Visio failed'), noLog).message).toBe('Visio failed');
  });
});
