import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND, type Waiter, type Wire } from '../harness';

const LOOK = 'DescribeWorkspaceAssociations';
const LONG = { install: 40 * MINUTE };

/** A create in a stack that goes forward, up to its waiter. */
async function begin(harness: Harness, properties: Wire, logicalId: string): Promise<Waiter> {
  if (harness.stack.resources.size === 0) harness.stack.enter('CREATE_IN_PROGRESS');
  harness.stack.resources.set(logicalId, 'CREATE_IN_PROGRESS');
  return harness.deliver({ type: 'Create', properties, logicalId });
}

/** Ticks every 30 seconds for so long, or until it is complete. */
async function tickFor(harness: Harness, waiter: Waiter, minutes: number): Promise<void> {
  for (const end = harness.time + minutes * MINUTE; harness.time < end; harness.time += 30 * SECOND) {
    if ((await harness.tick(waiter)).IsComplete) return;
  }
}

const looks = (harness: Harness): number => harness.simulator.callsOf(LOOK).length;

describe('alone on its WorkSpace', () => {
  test('one of 450 resources: deployed in the step that registers it', async () => {
    const harness = new Harness({ resources: 450, declared: { shared: false }, durations: LONG });
    const waiter = await begin(harness, declare(DESKTOP, [VISIO]), 'Visio');
    while (harness.mutations().length === 0) await tickFor(harness, waiter, 0.5);
    expect(harness.mutations()).toEqual([`Associate ${VISIO}`, 'Deploy']);
  });
});

describe('siblings whose number is known', () => {
  const declared = { applications: 2, applicationsPerWorkspace: 2, shared: true };

  test('all have registered: deployed at once, without a quiet time', async () => {
    const harness = new Harness({ resources: 2, declared });
    const first = await begin(harness, declare(DESKTOP, [VISIO]), 'Visio');
    const second = await begin(harness, declare(DESKTOP, [OFFICE]), 'Office');
    await harness.tick(first);
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(0);
    const { time } = harness;
    await harness.tick(second);
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
    expect(harness.time).toBe(time);
  });

  test('one never comes: deployed once the other has been quiet', async () => {
    const harness = new Harness({ resources: 2, declared });
    await harness.create(declare(DESKTOP, [VISIO]));
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
  });
});

describe('what this instance of the function saw on behalf of another resource', () => {
  async function siblingsInstalling(more: Wire = {}) {
    const harness = new Harness({ resources: 2, durations: LONG });
    const first = await begin(harness, declare(DESKTOP, [VISIO], more), 'Visio');
    const second = await begin(harness, declare(DESKTOP, [OFFICE], more), 'Office');
    while (harness.simulator.deploymentsOf(DESKTOP).length === 0) {
      await harness.tick(first);
      await harness.tick(second);
      harness.time += 30 * SECOND;
    }
    harness.time += 5 * MINUTE;
    return { harness, first, second };
  }

  test('its deployment under way, seconds ago: not looked at again', async () => {
    const { harness, first, second } = await siblingsInstalling();
    const before = looks(harness);
    while (looks(harness) === before) {
      await harness.tick(first);
      harness.time += SECOND;
    }
    await harness.tick(second);
    expect(looks(harness)).toBe(before + 1);
  });

  test('the application being installed, which counts as done: looked at, and answered', async () => {
    const { harness, first, second } = await siblingsInstalling({ WaitForInstallation: 'false' });
    const before = looks(harness);
    while (looks(harness) === before) {
      await harness.tick(second);
      harness.time += SECOND;
    }
    expect(await harness.tick(first)).toMatchObject({ IsComplete: true });
  });
});

describe('how many resources are still waited for', () => {
  /** How many looks a resource of 450 takes from its 15th to its 35th minute, when the stack is done with `done` of them. */
  async function looksWhen(done: number, prepare: (harness: Harness) => void = () => {}): Promise<number> {
    const harness = new Harness({ resources: 450, declared: { shared: false }, durations: LONG });
    const waiter = await begin(harness, declare(DESKTOP, [VISIO]), 'Visio');
    for (let i = 0; i < done; i++) harness.stack.resources.set(`Done${i}`, 'CREATE_COMPLETE');
    await tickFor(harness, waiter, 25);
    prepare(harness);
    const before = looks(harness);
    await tickFor(harness, waiter, 20);
    return looks(harness) - before;
  }

  test('all: looked at rarely', async () => {
    expect(await looksWhen(0)).toBeLessThanOrEqual(4);
  });

  test('the last few, on the fifth page of the stack: looked at every minute', async () => {
    expect(await looksWhen(440)).toBeGreaterThanOrEqual(15);
  });

  test('the count is denied: as rarely as if all were waiting', async () => {
    expect(await looksWhen(440, ({ stack }) => stack.refuse('AccessDenied', 10_000, 403))).toBeLessThanOrEqual(4);
  });
});

test('a failed poll of the stack’s resources never fails a request', async () => {
  const harness = new Harness({ resources: 450, declared: { shared: false } });
  const waiter = await begin(harness, declare(DESKTOP, [VISIO]), 'Visio');
  while (harness.mutations().length < 2) await tickFor(harness, waiter, 0.5);
  harness.stack.refuse('InternalFailure', 10_000, 500);
  await harness.finish(waiter);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
});

describe('an update drops what the environment of the functions does not count', () => {
  /** Stacks of one association each have been merged into one, of which all but one are dropped. */
  async function dropping(desktops: Readonly<Record<string, readonly string[]>>) {
    const harness = new Harness({ resources: 1, declared: { shared: false } });
    harness.simulator.addWorkspace({ workspaceId: 'ws-9second001', userName: 'second' });
    const waiters: Waiter[] = [];
    const installed = Object.entries(desktops).flatMap(([desktop, ids]) => ids.map((id) => [desktop, id] as const));
    for (const [desktop, id] of installed) await harness.create(declare(desktop, [id]), `${desktop}${id}`);
    harness.stack.enter('UPDATE_IN_PROGRESS');
    harness.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    for (const [desktop, id] of installed) {
      const logicalId = `${desktop}${id}`;
      harness.stack.resources.set(logicalId, 'DELETE_IN_PROGRESS');
      const physicalId = harness.stack.listed.get(logicalId);
      const properties = declare(desktop, [id]);
      waiters.push(await harness.deliver({ type: 'Delete', properties, logicalId, ...(physicalId && { physicalId }) }));
    }
    const before = new Map(Object.keys(desktops).map((id) => [id, harness.simulator.deploymentsOf(id).length]));
    const done = new Set<Waiter>();
    for (let ticks = 0; done.size < waiters.length && ticks < 110; ticks++) {
      for (const waiter of waiters.filter((one) => !done.has(one)))
        if ((await harness.tick(waiter)).IsComplete) done.add(waiter);
      harness.time += 30 * SECOND;
    }
    return Object.keys(desktops).map((id) => harness.simulator.deploymentsOf(id).length - (before.get(id) ?? 0));
  }

  test('two associations of one desktop: they ride one deployment', async () => {
    expect(await dropping({ [DESKTOP]: [VISIO, OFFICE] })).toEqual([1]);
  });

  test('one of each of two desktops: one deployment each', async () => {
    expect(await dropping({ [DESKTOP]: [VISIO], 'ws-9second001': [VISIO] })).toEqual([1, 1]);
  });
});
