import { DESKTOP, OFFICE_PROFESSIONAL_2021 as OFFICE, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { declare, Harness, STATE } from './harness';

describe('create', () => {
  test('nothing installed yet: installs it, with one deployment, and answers once it is installed', async () => {
    const harness = new Harness();
    const ending = await harness.create(declare(DESKTOP, [VISIO]));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
    expect(harness.mutations()).toEqual([`Associate ${VISIO}`, 'Deploy']);
    expect(ending.data).toEqual({ [STATE]: 'COMPLETED', Created: expect.stringMatching(/^2026-11-22T12:0/) });
    expect(ending.physicalId).toBe(`${DESKTOP}/Desk/2026-11-22T12:00:00Z`);
    expect(ending.minutes).toBeLessThan(21);
  });

  test('a set of two: one deployment for both', async () => {
    const harness = new Harness({ resources: 2 });
    await harness.create(declare(DESKTOP, [VISIO, OFFICE]));
    expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED', [OFFICE]: 'COMPLETED' });
    expect(harness.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
  });
});

test('delete of what it installed: uninstalls it', async () => {
  const harness = new Harness();
  const { physicalId } = await harness.create(declare(DESKTOP, [VISIO]));
  await harness.destroy(physicalId, declare(DESKTOP, [VISIO]));
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED' });
});
