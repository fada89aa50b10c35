import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { declare, Harness, MINUTE, SECOND, type Waiter } from '../harness';

const BOTH = declare(DESKTOP, [OFFICE, VISIO]);

/** One has installed both, and an update has just begun in which it keeps Office alone. */
async function updating(resources: number) {
  const harness = new Harness({ resources });
  const { physicalId } = await harness.create(BOTH, 'One');
  harness.stack.enter('UPDATE_IN_PROGRESS');
  const properties = declare(DESKTOP, [OFFICE]);
  const one = await harness.deliver({ type: 'Update', properties, old: BOTH, physicalId, logicalId: 'One' });
  return { harness, one };
}

/** Ticks the waiters until all of them are complete. */
async function finish(harness: Harness, ...waiters: readonly Waiter[]): Promise<void> {
  let open = waiters;
  for (let ticks = 0; ticks < 110 && open.length > 0; ticks++) {
    const answers = await Promise.all(open.map((waiter) => harness.tick(waiter)));
    open = open.filter((_, index) => !answers[index]?.IsComplete);
    harness.time += 30 * SECOND;
  }
  expect(open).toEqual([]);
}

test('an update drops what a sibling takes over, and CloudFormation begins the sibling two minutes later: no outage', async () => {
  const { harness, one } = await updating(2);
  for (const end = harness.time + 2 * MINUTE; harness.time < end; harness.time += 30 * SECOND) await harness.tick(one);
  const two = await harness.deliver({ type: 'Create', properties: declare(DESKTOP, [VISIO]), logicalId: 'Two' });
  harness.stack.listed.set('Two', two.physicalId);
  await finish(harness, one, two);
  expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'COMPLETED' });
  expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
});

test.each([
  [2, 'three minutes later, since another may take it over', 3, 6],
  [1, 'at once, since there is no other', 0, 1],
])(
  'an update of one of %i resources drops what nothing takes over: uninstalled %s',
  async (resources, _when, from, to) => {
    const { harness, one } = await updating(resources);
    const began = harness.time;
    await finish(harness, one);
    const [, removal] = harness.simulator.deploymentsOf(DESKTOP);
    const minutes = ((removal?.begin ?? 0) - began) / MINUTE;
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'REMOVED' });
    expect(minutes).toBeGreaterThanOrEqual(from);
    expect(minutes).toBeLessThan(to);
  },
);
