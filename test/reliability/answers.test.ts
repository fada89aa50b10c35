import { ATTRIBUTES } from '../../lambda/contract/applications';
import {
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_PROFESSIONAL_2019 as OFFICE_2019,
  singleDepartures,
  VISIO_PROFESSIONAL_2021 as VISIO,
  DESKTOP as WORKSPACE,
} from '../../local/workspaces';
import { declare, type Ending, Harness, MINUTE, type Wire } from '../lambda/harness';
import { desk, SECOND, StackWorld } from './world';

const YEAR = 365 * 24 * 60 * MINUTE;

/** An application that was installed a year ago. */
const plantOld = ({ simulator, time }: Harness, applicationId: string): void =>
  simulator.put({ workspaceId: WORKSPACE, applicationId, state: 'COMPLETED', created: time - YEAR });

describe('R18 the longest of everything', () => {
  const LONGEST_BODY = 4096;
  const SCRIPTS = { ASCII: 'x', 'quotation marks': '"', Chinese: '磁', emoji: '💥', 'line breaks': '\n' };
  const workspaceId = `ws-${'0'.repeat(63)}`;
  const logicalId = 'L'.repeat(255);
  const ids = Array.from({ length: 8 }, (_, index) => `wsa-${String(index).padStart(63, '0')}`);

  test.each(Object.entries(SCRIPTS))(
    'R18 8 applications fail, each with 10 KB of %s: the answer fits, names the first, and says what to do',
    async (_script, character) => {
      const world = new StackWorld({ applicationIds: ids, installMinutes: 4 });
      world.simulator.addWorkspace({ workspaceId, userName: 'jane', freeDiskGib: 4000 });
      for (const id of ids) {
        const message = character.repeat(10_240);
        world.simulator.failApplication(id, 'DeploymentError.InternalServerError', { message });
      }
      const made = await world.create({ [logicalId]: desk(ids, { WorkspaceId: workspaceId }) });
      expect(made.status).toBe('ROLLBACK_COMPLETE');
      expect(made.reasons[0]).toMatch(/DeploymentError\.InternalServerError.*What next: deploy again/);
      expect(made.reasons[0]).toContain(ids[0]);
      for (const { body } of world.answers) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LONGEST_BODY);
    },
  );
});

describe('R20 every line of a life in which everything goes wrong', () => {
  test('R20 calls refused, lost and denied, an install that fails, a crash, a rollback: no line holds the ResponseURL', async () => {
    const world = new StackWorld();
    const exceptions = ['ThrottlingException', 'socketReset', 'AccessDeniedException', 'InternalServerError'];
    for (const exception of exceptions) world.simulator.failOperation('*', { exception, times: 2, when: 'after' });
    world.stackFaults.fail('DescribeStacks', 'Throttling', 3);
    world.simulator.failApplication('wsa-0aaaaaaa1', 'DeploymentError.InternalServerError');
    await world.create({ Desk: desk(['wsa-0aaaaaaa1']), Bad: desk(['nonsense']) });
    const urls = world.answers.map(({ url }) => new URL(url));
    expect(world.lines.length).toBeGreaterThan(10);
    expect(urls.length).toBeGreaterThan(1);
    const text = world.lines.join('\n');
    for (const { hostname, pathname, search } of urls) {
      for (const part of [hostname, pathname.slice(1), search]) expect(text).not.toContain(part);
    }
  });
});

describe('R21 the attributes of every successful create and update', () => {
  const every = Object.fromEntries(Object.values(ATTRIBUTES).map((name) => [name, expect.any(String)]));

  const CREATES: readonly { readonly situation: string; readonly more?: Wire; readonly ids?: readonly string[] }[] = [
    { situation: 'installed' },
    { situation: 'not waited for', more: { WaitForInstallation: 'false' } },
    { situation: 'there before, and adopted', ids: [OFFICE_2019], more: { AllowExisting: 'true' } },
    { situation: 'nothing but what must be absent', ids: [], more: { AbsentApplicationIds: [OFFICE_2019] } },
  ];
  test.each(CREATES)('R21 create, $situation: all, as strings', async ({ ids = [VISIO], more }) => {
    const harness = new Harness();
    if (!ids.includes(VISIO)) plantOld(harness, OFFICE_2019);
    expect((await harness.create(declare(WORKSPACE, ids, more))).data).toEqual(every);
  });

  const UPDATES: readonly {
    readonly situation: string;
    readonly to: Wire;
    readonly drift?: (harness: Harness) => void;
  }[] = [
    { situation: 'another application', to: declare(WORKSPACE, [OFFICE]) },
    { situation: 'nothing but the timeout', to: declare(WORKSPACE, [VISIO], { TimeoutSeconds: '600' }) },
    {
      situation: 'nothing but the timeout, and the application is gone',
      to: declare(WORKSPACE, [VISIO], { TimeoutSeconds: '600' }),
      drift: ({ simulator }) => simulator.remove(WORKSPACE, VISIO),
    },
    {
      situation: 'nothing but the timeout, and the WorkSpace is gone',
      to: declare(WORKSPACE, [VISIO], { TimeoutSeconds: '600' }),
      drift: ({ simulator }) => simulator.terminate(WORKSPACE),
    },
    { situation: 'the application is to be absent now', to: declare(WORKSPACE, [], { AbsentApplicationIds: [VISIO] }) },
  ];
  test.each(UPDATES)('R21 update, $situation: all, as strings', async ({ to, drift = () => {} }) => {
    const harness = new Harness();
    const { physicalId } = await harness.create(declare(WORKSPACE, [VISIO]));
    drift(harness);
    expect((await harness.update(physicalId, declare(WORKSPACE, [VISIO]), to)).data).toEqual(every);
  });

  test.each(singleDepartures())('R21 reading $name: all, as strings', async ({ readings }) => {
    const harness = new Harness({ readings });
    expect((await harness.create(declare(WORKSPACE, [VISIO]))).data).toEqual(every);
  });
});

describe('R22 what CloudFormation makes of values', () => {
  const SHAPES: readonly { readonly situation: string; readonly properties: Wire }[] = [
    { situation: 'a list of one as a text', properties: { WorkspaceId: WORKSPACE, ApplicationIds: VISIO } },
    {
      situation: 'an empty list as an empty text',
      properties: declare(WORKSPACE, [VISIO], { AbsentApplicationIds: '' }),
    },
    { situation: 'an empty list as such', properties: declare(WORKSPACE, [VISIO], { AbsentApplicationIds: [] }) },
    {
      situation: 'true and false as texts',
      properties: declare(WORKSPACE, [VISIO], { AllowExisting: 'false', WaitForInstallation: 'true' }),
    },
    {
      situation: 'a number as a text',
      properties: declare(WORKSPACE, [VISIO], { TimeoutSeconds: '1800', Revision: '7' }),
    },
  ];
  test.each(SHAPES)('R22 $situation: understood from create to delete', async ({ properties }) => {
    const harness = new Harness();
    const { physicalId } = await harness.create(properties);
    expect(harness.states(WORKSPACE)).toEqual({ [VISIO]: 'COMPLETED' });
    await harness.destroy(physicalId, properties);
    expect(harness.states(WORKSPACE)).toEqual({ [VISIO]: 'REMOVED' });
  });

  test('R22 "false" as a text: not truthy, so that an old installation is refused', async () => {
    const harness = new Harness();
    plantOld(harness, VISIO);
    const refused = harness.create(declare(WORKSPACE, [VISIO], { AllowExisting: 'false' }));
    await expect(refused).rejects.toThrow(/is on the WorkSpace already/);
  });

  test('R22 what the tests of the handler deliver: texts and lists of texts alone, as after a stack', async () => {
    const world = new StackWorld();
    const events: unknown[] = [];
    const deliver = world.framework.deliver.bind(world.framework);
    world.framework.deliver = (event) => {
      events.push(event);
      return deliver(event);
    };
    await world.create({ Desk: desk([VISIO], { AllowExisting: true, TimeoutSeconds: 900, Revision: 7 }) });
    await world.delete();
    expect(events).toHaveLength(2);
    for (const event of events) expect(leavesOf(event).filter((leaf) => typeof leaf !== 'string')).toEqual([]);
  });
});

const leavesOf = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value];

describe('R7 R32 an update that changes nothing but spelling, a timeout, or what a new version of the library adds', () => {
  const FROM = declare(WORKSPACE, [VISIO, OFFICE], { AbsentApplicationIds: [OFFICE_2019], AllowExisting: 'false' });
  const CHANGES: readonly { readonly change: string; readonly to: Wire }[] = [
    { change: 'the order of a list', to: { ...FROM, ApplicationIds: [OFFICE, VISIO] } },
    { change: 'an application named twice', to: { ...FROM, ApplicationIds: [VISIO, OFFICE, VISIO] } },
    { change: 'a list of one as a text', to: { ...FROM, AbsentApplicationIds: OFFICE_2019 } },
    { change: 'False for false', to: { ...FROM, AllowExisting: 'False' } },
    { change: 'a default spelled out', to: { ...FROM, WaitForInstallation: 'true' } },
    { change: 'the timeout', to: { ...FROM, TimeoutSeconds: '600' } },
    { change: 'ServiceTimeout', to: { ...FROM, ServiceTimeout: '3000' } },
    { change: 'allowExisting', to: { ...FROM, AllowExisting: 'true' } },
    { change: 'a property that this version does not know', to: { ...FROM, Priority: 'high' } },
  ];
  const DRIFTS: readonly { readonly drift: string; readonly happen: (harness: Harness) => void }[] = [
    { drift: 'one is gone', happen: ({ simulator }) => simulator.remove(WORKSPACE, VISIO) },
    {
      drift: 'one is in ERROR',
      happen: ({ simulator }) => simulator.put({ workspaceId: WORKSPACE, applicationId: VISIO, state: 'ERROR' }),
    },
    { drift: 'one is to be uninstalled', happen: ({ simulator }) => void simulator.disassociate(WORKSPACE, OFFICE) },
    { drift: 'the absent one is back', happen: (harness) => plantOld(harness, OFFICE_2019) },
    {
      drift: 'one is being uninstalled',
      happen: ({ simulator }) => {
        simulator.disassociate(WORKSPACE, OFFICE);
        simulator.deploy(WORKSPACE);
      },
    },
  ];

  test.each(CHANGES.flatMap((row) => DRIFTS.map((drift) => ({ ...row, ...drift }))))(
    'R7 R32 $change, and $drift: no changing call, done at once',
    async ({ to, happen }) => {
      const harness = new Harness();
      const { physicalId } = await harness.create(FROM);
      happen(harness);
      const before = harness.mutations().length;
      const updated: Ending = await harness.update(physicalId, FROM, to);
      expect(harness.mutations()).toHaveLength(before);
      expect(updated.physicalId).toBe(physicalId);
      expect(updated.minutes * MINUTE).toBeLessThan(30 * SECOND);
    },
  );

  test('R7 rolled back from such an update: everything is as before, without a changing call', async () => {
    const harness = new Harness();
    const { physicalId } = await harness.create(FROM);
    const before = harness.mutations().length;
    const to = { ...FROM, TimeoutSeconds: '600' };
    harness.stack.enter('UPDATE_IN_PROGRESS');
    await harness.run({ type: 'Update', properties: to, old: FROM, physicalId });
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    await harness.run({ type: 'Update', properties: FROM, old: to, physicalId });
    expect(harness.mutations()).toHaveLength(before);
  });
});
