import {
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  type Readings,
  singleDepartures,
  VISIO_PROFESSIONAL_2021 as VISIO,
  VISIO_STANDARD_2021 as VISIO_STANDARD,
} from '../../../local/workspaces';
import { declare, Harness } from '../harness';

const READINGS: readonly { readonly name: string; readonly readings: Partial<Readings> }[] = [
  { name: 'the likeliest', readings: {} },
  ...singleDepartures(),
];

describe.each(READINGS)('reading $name', ({ readings }) => {
  test.each([1, 2])(
    '%s resource(s), created and destroyed: installed, then gone, three outages at most',
    async (resources) => {
      const harness = new Harness({ readings, resources });
      const { physicalId } = await harness.create(declare(DESKTOP, [VISIO, OFFICE]));
      expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED', [OFFICE]: 'COMPLETED' });
      expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
      await harness.destroy(physicalId, declare(DESKTOP, [VISIO, OFFICE]));
      expect(Object.values(harness.states(DESKTOP)).filter((state) => state !== 'REMOVED')).toEqual([]);
    },
  );

  test('a swap of editions: the new one is installed, the old one gone', async () => {
    const harness = new Harness({ readings });
    const { physicalId } = await harness.create(declare(DESKTOP, [VISIO_STANDARD]));
    await harness.update(physicalId, declare(DESKTOP, [VISIO_STANDARD]), declare(DESKTOP, [VISIO]));
    expect(harness.states(DESKTOP)).toMatchObject({ [VISIO]: 'COMPLETED' });
    expect(['REMOVED', undefined]).toContain(harness.states(DESKTOP)[VISIO_STANDARD]);
  });

  test('a failed install and its rollback: nothing is left, at most three outages in the rollback', async () => {
    const harness = new Harness({ readings });
    harness.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError');
    const waiter = await harness.creating(declare(DESKTOP, [OFFICE, VISIO]));
    await expect(harness.finish(waiter)).rejects.toThrow(/InternalServerError/);
    const outages = harness.simulator.deploymentsOf(DESKTOP).length;
    harness.time += 2000;
    harness.stack.enter('ROLLBACK_IN_PROGRESS', { touch: true });
    await harness.run({ type: 'Delete', properties: declare(DESKTOP, [OFFICE, VISIO]), physicalId: waiter.physicalId });
    const left = Object.entries(harness.states(DESKTOP)).filter(([, state]) => state !== 'REMOVED');
    expect(left).toEqual([]);
    expect(harness.simulator.deploymentsOf(DESKTOP).length - outages).toBeLessThanOrEqual(3);
  });

  test('another try after a failure in an earlier stack: installed in the end', async () => {
    const harness = new Harness({ readings });
    harness.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError', { times: 1 });
    await expect(harness.create(declare(DESKTOP, [VISIO]))).rejects.toThrow();
    harness.time += 60_000;
    await harness.create(declare(DESKTOP, [VISIO]));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
  });
});
