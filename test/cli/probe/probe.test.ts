import { randomInt } from 'node:crypto';
import { DEFAULT_READINGS } from '../../../local/workspaces';
import { type Drawn, Laboratory } from './harness';
import { PROPERTIES } from './properties';

/** Another one each time. */
const SEED = Number(process.env.PROBE_SEED ?? randomInt(2 ** 31));
process.stdout.write(`Probe: PROBE_SEED=${SEED} repeats it.\n`);

describe.each(PROPERTIES)('$what', ({ check }) => {
  // The second one is killed in a change whose answer decides.
  test.each([1, 577_823_006, SEED])('any positions of all switches, seed %i: it holds', (seed) => check(seed, 2));
});

const LAGGING: Drawn = {
  readings: { ...DEFAULT_READINGS, describeLagSeconds: 1, tagLagSeconds: 4, tagging: 'not in a transition' },
  roles: ['application'],
  state: 'AVAILABLE',
  runningMode: 'AUTO_STOP',
  hadBefore: false,
  installMinutes: 5,
  uninstallMinutes: 5,
  isThrottled: false,
  seed: 1,
};

test('an experiment that is cut off while it waits for a tag to show: says nothing of the lag', async () => {
  const laboratory = new Laboratory(LAGGING);
  await laboratory.runKilled({ call: 5, when: 'before', pauseSeconds: 0 });
  const { section } = await laboratory.run(true);
  expect(section.readings.tagLagSeconds?.position).toBeUndefined();
});

test('applications are seen to move before the WorkSpace is UPDATING: what it answers then is asked all the same', async () => {
  const { section } = await new Laboratory(LAGGING).run();
  expect(section.readings.busy?.position).toBe(LAGGING.readings.busy);
  expect(section.readings.tagging?.position).toBe('not in a transition');
});
