import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  type OperationName,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND } from '../harness';

/* What happens if a call about tags is refused: marks are tags. */

const VISIO_ALONE = declare(DESKTOP, [VISIO]);
const KEY = 'cdk-workspaces-applications:wsa-0def67890:';

const deny = ({ simulator }: Harness, ...operations: readonly OperationName[]) => {
  for (const operation of operations)
    simulator.failOperation(operation, { exception: 'AccessDeniedException', times: 10_000 });
};

const warnings = ({ lines }: Harness) => lines.filter((line) => line.includes('"level":"WARN"')).join('\n');

/** The stack begins, and its create fails. Returns the reason. */
async function failCreate(harness: Harness, properties = VISIO_ALONE) {
  harness.stack.enter('CREATE_IN_PROGRESS');
  const waiter = await harness.deliver({ type: 'Create', properties });
  const reason = await harness.finish(waiter).then(
    () => 'succeeded',
    (error: Error) => error.message,
  );
  expect(harness.mutations()).toEqual([]);
  return { reason, undo: { type: 'Delete', properties, physicalId: waiter.physicalId } as const };
}

describe('on the way forward: fails before the desktop is touched', () => {
  const filled = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));

  test.each([
    { tags: 50, applications: [VISIO], reason: 'all are taken' },
    { tags: 49, applications: [VISIO, OFFICE], reason: 'one is left for two applications' },
  ])('fifty tags, $reason: says what to delete', async ({ tags, applications }) => {
    const harness = new Harness();
    harness.simulator.setTags(DESKTOP, filled(tags));
    const { reason, undo } = await failCreate(harness, declare(DESKTOP, applications));
    expect(reason).toContain(KEY);
    expect(reason).toMatch(/CreateTags of .* on ws-0abc12345 was refused with ResourceLimitExceededException/);
    expect(reason).toMatch(/nothing was changed\. What next: delete tags of the WorkSpace that are not needed.* 50/);
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run(undo);
    expect(harness.simulator.tags(DESKTOP)).toEqual(filled(tags));
  });

  test('denied CreateTags: names key, action and remedy, and its rollback ends well', async () => {
    const harness = new Harness();
    deny(harness, 'CreateTags');
    const { reason, undo } = await failCreate(harness);
    expect(reason).toContain(KEY);
    expect(reason).toMatch(/CreateTags of .* on ws-0abc12345 was refused with AccessDeniedException/);
    expect(reason).toMatch(
      /nothing was changed\. What next: allow workspaces:CreateTags for keys that begin with 'cdk-workspaces-applications:': look for a service control policy, a tag policy/,
    );
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run(undo);
    expect(harness.mutations()).toEqual([]);
  });

  test('denied DescribeTags: names the action, which no key narrows', async () => {
    const harness = new Harness();
    harness.simulator.installNow(DESKTOP, VISIO);
    deny(harness, 'DescribeTags');
    const { reason } = await failCreate(harness);
    expect(reason).toMatch(/What next: allow workspaces:DescribeTags: look for .*, then deploy again/);
  });

  test('every call about tags is denied: so too, and its rollback ends well, since nothing was begun', async () => {
    const harness = new Harness();
    deny(harness, 'CreateTags', 'DeleteTags', 'DescribeTags');
    const { undo } = await failCreate(harness);
    harness.stack.enter('ROLLBACK_IN_PROGRESS');
    await harness.run(undo);
    expect(warnings(harness)).toContain('DescribeTags');
  });

  test.each([
    {
      state: 'TERMINATING',
      words: /WorkSpace ws-0abc12345 is TERMINATING\. What next: pass the id of an existing WorkSpace/,
    },
    { state: 'SUSPENDED', words: /WorkSpace ws-0abc12345 is SUSPENDED, .* What next: bring the WorkSpace back/ },
  ] as const)('refused because the WorkSpace is $state: says so, and names no permission', async ({ state, words }) => {
    const harness = new Harness({ readings: { tagging: 'only while AVAILABLE' } });
    harness.simulator.setWorkspaceState(DESKTOP, state);
    const { reason } = await failCreate(harness);
    expect(reason).toMatch(words);
    expect(reason).not.toContain('allow workspaces:CreateTags');
  });

  test('ResourceInUseException while the WorkSpace is SUSPENDED: names no permission', async () => {
    const harness = new Harness();
    harness.simulator.setWorkspaceState(DESKTOP, 'SUSPENDED');
    harness.simulator.failOperation('CreateTags', { exception: 'ResourceInUseException', times: 2 });
    const { reason } = await failCreate(harness);
    expect(reason).toMatch(/WorkSpace ws-0abc12345 is SUSPENDED, and refuses with ResourceInUseException/);
    expect(reason).not.toContain('allow workspaces:CreateTags');
  });

  test('denied for a minute, as after a policy was attached: installed', async () => {
    const harness = new Harness();
    harness.simulator.failOperation('CreateTags', { exception: 'AccessDeniedException', times: 2 });
    await harness.create(VISIO_ALONE);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });

  test.each(['InvalidParameterValuesException', 'OperationNotSupportedException'] as const)(
    'refused with %s while the WorkSpace is in a transition: waited for',
    async (tagRefusal) => {
      const harness = new Harness({ readings: { tagging: 'not in a transition', tagRefusal } });
      harness.simulator.setWorkspaceState(DESKTOP, 'REBOOTING');
      harness.stack.enter('CREATE_IN_PROGRESS');
      const waiter = await harness.deliver({ type: 'Create', properties: VISIO_ALONE });
      for (const end = harness.time + 10 * MINUTE; harness.time < end; harness.time += MINUTE)
        expect(await harness.tick(waiter)).toEqual({ IsComplete: false });
      expect(harness.mutations()).toEqual([]);
      harness.simulator.setWorkspaceState(DESKTOP, 'AVAILABLE');
      await harness.finish(waiter);
      expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    },
  );
});

test('tags are read seconds late: a rollback that installs again holds what the resource held', async () => {
  const harness = new Harness({ readings: { tagLagSeconds: 5 } });
  const other = declare(DESKTOP, [OFFICE]);
  const { physicalId } = await harness.create(VISIO_ALONE);
  harness.stack.enter('UPDATE_IN_PROGRESS');
  await harness.run({ type: 'Update', properties: other, old: VISIO_ALONE, physicalId });
  harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
  await harness.run({ type: 'Update', properties: VISIO_ALONE, old: other, physicalId });
  expect(harness.marks(DESKTOP, physicalId)).toEqual([`holds ${VISIO}`]);
});

describe('on the way back: a warning, and no failure', () => {
  test.each<{ denied: readonly OperationName[] }>([
    { denied: ['CreateTags'] },
    { denied: ['DeleteTags'] },
    { denied: ['CreateTags', 'DeleteTags'] },
  ])('$denied in the rollback of an update: the desktop is as before', async ({ denied }) => {
    const harness = new Harness();
    const office = declare(DESKTOP, [OFFICE]);
    const { physicalId } = await harness.create(office);
    harness.stack.enter('UPDATE_IN_PROGRESS');
    await harness.run({ type: 'Update', properties: VISIO_ALONE, old: office, physicalId });
    deny(harness, ...denied);
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Update', properties: office, old: VISIO_ALONE, physicalId });
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'REMOVED' });
    expect(warnings(harness)).toMatch(/a mark cannot be changed: it stays as it is.*cdk-workspaces-applications:wsa-/);
  });

  test('denied DeleteTags in a delete: uninstalled, and a tag too many is left', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(VISIO_ALONE);
    deny(harness, 'DeleteTags');
    await harness.destroy(physicalId, VISIO_ALONE);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED' });
    expect(harness.marks(DESKTOP, physicalId)).toEqual([`holds ${VISIO}`]);
    expect(warnings(harness)).toContain('DeleteTags');
  });

  test('the state of the WorkSpace is read late while another deploys, and it takes no tags: the delete tries again', async () => {
    const harness = new Harness({ readings: { describeLagSeconds: 5, tagging: 'not in a transition' } });
    const { physicalId } = await harness.create(VISIO_ALONE);
    harness.stack.enter('DELETE_IN_PROGRESS');
    const waiter = await harness.deliver({ type: 'Delete', properties: VISIO_ALONE, physicalId });
    await harness.tickUntil(() => harness.states(DESKTOP)[VISIO] === 'REMOVED', waiter);
    harness.time += 6 * MINUTE;
    harness.simulator.associate(DESKTOP, OFFICE);
    harness.simulator.deploy(DESKTOP);
    await harness.finish(waiter);
    expect(harness.marks(DESKTOP, physicalId)).toEqual([]);
  });

  test('the WorkSpace takes no tags until the deadline of a delete: uninstalled, and a tag too many is left', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(VISIO_ALONE);
    harness.simulator.failOperation('DeleteTags', { exception: 'ResourceInUseException', times: 10_000 });
    await harness.destroy(physicalId, VISIO_ALONE);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED' });
    expect(harness.marks(DESKTOP, physicalId)).toEqual([`holds ${VISIO}`]);
    expect(warnings(harness)).toMatch(/a mark cannot be changed: it stays as it is.*ResourceInUseException/);
  });

  test.each<{ denied: readonly OperationName[]; left: number }>([
    { denied: ['CreateTags'], left: 1 },
    { denied: ['CreateTags', 'DeleteTags'], left: 2 },
  ])(
    '$denied in the delete of one of two holders: done, and the other one keeps the application',
    async ({ denied, left }) => {
      const harness = new Harness({ resources: 2 });
      const first = await harness.create(VISIO_ALONE, 'First');
      const second = await harness.create(VISIO_ALONE, 'Second');
      deny(harness, ...denied);
      harness.stack.enter('UPDATE_IN_PROGRESS');
      harness.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await harness.run({ type: 'Delete', properties: VISIO_ALONE, physicalId: first.physicalId, logicalId: 'First' });
      expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
      expect(harness.marks(DESKTOP, second.physicalId)).toHaveLength(left);
      expect(harness.marks(DESKTOP, second.physicalId)).toContain(`holds ${VISIO}`);
    },
  );
});

describe('the marks cannot be read', () => {
  test('denied DescribeTags in a delete: fails in words, since nothing shows what it may uninstall', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(VISIO_ALONE);
    const before = harness.mutations().length;
    deny(harness, 'DescribeTags');
    await expect(harness.destroy(physicalId, VISIO_ALONE)).rejects.toThrow(
      /^DescribeTags on ws-0abc12345 was refused with AccessDeniedException.*cannot know what it may uninstall, and nothing was changed\. What next: allow workspaces:DescribeTags/,
    );
    expect(harness.mutations()).toHaveLength(before);
  });

  test('denied DescribeTags in an update that drops an application: fails, and its rollback ends well', async () => {
    const harness = new Harness();
    const both = declare(DESKTOP, [VISIO, OFFICE]);
    const { physicalId } = await harness.create(both);
    const before = harness.mutations().length;
    deny(harness, 'DescribeTags');
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const forward = { type: 'Update', properties: VISIO_ALONE, old: both, physicalId } as const;
    await expect(harness.run(forward)).rejects.toThrow(/allow workspaces:DescribeTags/);
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    await harness.run({ ...forward, properties: both, old: VISIO_ALONE });
    expect(harness.mutations()).toHaveLength(before);
    expect(warnings(harness)).toContain('DescribeTags');
  });

  test.each(['AccessDeniedException', 'ResourceInUseException', 'OperationNotSupportedException'])(
    '%s six times in a rollback on a suspended WorkSpace: asked again, so that no mark stays',
    async (exception) => {
      const harness = new Harness();
      harness.simulator.setWorkspaceState(DESKTOP, 'SUSPENDED');
      const waiter = await harness.creating(VISIO_ALONE);
      await expect(harness.finish(waiter)).rejects.toThrow('SUSPENDED');
      expect(harness.marks(DESKTOP)).toHaveLength(1);
      harness.simulator.failOperation('DescribeTags', { exception, times: 6 });
      harness.stack.enter('ROLLBACK_IN_PROGRESS');
      await harness.run({ type: 'Delete', properties: VISIO_ALONE, physicalId: waiter.physicalId });
      expect(harness.marks(DESKTOP)).toEqual([]);
    },
  );

  test('throttled for two minutes: waited for', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(VISIO_ALONE);
    harness.simulator.failOperation('DescribeTags', { exception: 'ThrottlingException', times: 20 });
    await harness.destroy(physicalId, VISIO_ALONE);
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED' });
    expect(harness.marks(DESKTOP)).toEqual([]);
  });
});

test('a sibling registers at the same time, its mark shows late, and the service says no times: looked at once more, and joined', async () => {
  const harness = new Harness({ resources: 2, readings: { timestamps: 'none', tagLagSeconds: 5 } });
  harness.stack.enter('CREATE_IN_PROGRESS');
  const [first, second] = [
    await harness.deliver({ type: 'Create', properties: VISIO_ALONE }),
    await harness.deliver({ type: 'Create', properties: VISIO_ALONE, logicalId: 'Twin' }),
  ];
  harness.time += 31 * SECOND;
  await harness.tick(second);
  await harness.tick(first);
  await harness.finish(first);
  await harness.finish(second);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
});

test('a request with allowExisting is delivered twice, and its mark shows late: the mark that holds stays', async () => {
  const harness = new Harness({ readings: { tagLagSeconds: 5 } });
  const adopting = declare(DESKTOP, [VISIO], { AllowExisting: 'true' });
  harness.stack.enter('CREATE_IN_PROGRESS');
  const [first, twin] = [
    await harness.deliver({ type: 'Create', properties: adopting }),
    await harness.deliver({ type: 'Create', properties: adopting }),
  ];
  harness.simulator.failOperation('DeployWorkspaceApplications', { exception: 'ResourceInUseException', times: 1 });
  await harness.tick(first);
  await harness.tick(twin);
  await harness.finish(first);
  await harness.finish(twin);
  expect(harness.marks(DESKTOP)).toEqual([expect.stringMatching(`^holds ${VISIO}`)]);
});

test('two resources leave an application in ERROR at the same time, and the service says no times: it is uninstalled', async () => {
  const harness = new Harness({ resources: 2, readings: { timestamps: 'none', registerOnError: 'stays ERROR' } });
  harness.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace', { times: 1 });
  const [first, second] = [await harness.creating(VISIO_ALONE), await harness.creating(VISIO_ALONE, 'Twin')];
  await harness.tickUntil(() => harness.states(DESKTOP)[VISIO] === 'ERROR', first, second);
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  const gone = { type: 'Delete', properties: VISIO_ALONE } as const;
  const leaving = [
    await harness.deliver({ ...gone, physicalId: first.physicalId }),
    await harness.deliver({ ...gone, physicalId: second.physicalId, logicalId: 'Twin' }),
  ] as const;
  await harness.tickUntil(() => harness.states(DESKTOP)[VISIO] === 'REMOVED', ...leaving);
  for (const waiter of leaving) await harness.finish(waiter);
  expect(harness.marks(DESKTOP)).toEqual([]);
});

test('a deployment is refused because another one is under way: the mark says again what has deployed the application before', async () => {
  const harness = new Harness();
  const { physicalId } = await harness.create(VISIO_ALONE);
  const before = harness.simulator.tags(DESKTOP);
  harness.simulator.failOperation('DeployWorkspaceApplications', { exception: 'ResourceInUseException', times: 1 });
  harness.stack.enter('DELETE_IN_PROGRESS');
  const waiter = await harness.deliver({ type: 'Delete', properties: VISIO_ALONE, physicalId });
  await harness.tick(waiter);
  expect(harness.mutations().at(-1)).toBe('Deploy');
  expect(harness.simulator.tags(DESKTOP)).toEqual(before);
});
