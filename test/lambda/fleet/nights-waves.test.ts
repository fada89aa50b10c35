import { APP, declared } from './builders';
import { DISK, desks, fleetOf, HOUR, idOf, MINUTE } from './night';

const beginOf = ({ simulator }: ReturnType<typeof fleetOf>, index: number): number =>
  simulator.deploymentsOf(idOf(index))[0]?.begin ?? Number.NaN;
const endOf = ({ simulator }: ReturnType<typeof fleetOf>, index: number): number =>
  simulator.outagesOf(idOf(index))[0]?.end ?? Number.NaN;

describe('waves', () => {
  test('bake time: the next wave begins when it is over', async () => {
    const fleet = fleetOf(3, { waves: [{ kind: 'count', count: 1 }, { kind: 'rest' }], bakeSeconds: 3_600 });
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(3);
    const pause = Math.min(beginOf(fleet, 1), beginOf(fleet, 2)) - endOf(fleet, 0);
    expect(pause).toBeGreaterThanOrEqual(HOUR);
    expect(pause).toBeLessThan(HOUR + 10 * MINUTE);
  });

  test('bake time that ends after the cutoff: the next wave is of the next night', async () => {
    const fleet = fleetOf(2, { waves: [{ kind: 'count', count: 1 }, { kind: 'rest' }], bakeSeconds: 5 * 3_600 });
    await fleet.night();
    expect(fleet.report).toMatchObject({ ended: { ok: true }, counts: { COMPLIANT: 1, TODO: 1 } });
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(2);
  });

  test('a desktop that is tagged for the first wave after it was planned: stays in its own; another attempt divides anew', async () => {
    const waves = [{ kind: 'tagged', tags: { Ring: 'pilot' } }, { kind: 'rest' }] as const;
    const fleet = fleetOf(
      0,
      { waves },
      { desktops: desks(3, (index) => (index === 0 ? { tags: { Ring: 'pilot' } } : {})) },
    );
    fleet.simulator.setConnection(idOf(2), 'CONNECTED');
    await fleet.night();
    fleet.simulator.setTags(idOf(2), { Ring: 'pilot' });
    const wavesOf = () =>
      [...fleet.aws.buckets.get('reports').list('Visio/attempts/')]
        .filter(({ key }) => key.endsWith('waves.json'))
        .map(({ content }) => JSON.parse(content.toString()).members);
    await fleet.night();
    expect(wavesOf()).toEqual([{ [idOf(0)]: 0, [idOf(1)]: 1, [idOf(2)]: 1 }]);
    fleet.declare(declared({ waves, revision: '2' }));
    await fleet.night();
    expect(wavesOf()).toContainEqual({ [idOf(0)]: 0, [idOf(1)]: 1, [idOf(2)]: 0 });
  });

  test('a user of the first wave is connected: the next wave begins, and takes the desktop along when the user has left', async () => {
    const waves = [{ kind: 'tagged', tags: { Ring: 'pilot' } }, { kind: 'rest' }] as const;
    const pilots = desks(8, (index) => (index < 3 ? { tags: { Ring: 'pilot' } } : {}));
    const fleet = fleetOf(0, { waves, maxConcurrency: 1 }, { desktops: pilots });
    fleet.simulator.setConnection(idOf(2), 'CONNECTED', 2 * HOUR);
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(8);
    expect(beginOf(fleet, 2)).toBeGreaterThan(beginOf(fleet, 3));
  });

  test('a wave that has passed stays passed: a rebuilt desktop of it is served first, and holds nothing back', async () => {
    const fleet = fleetOf(4, { waves: [{ kind: 'count', count: 2 }, { kind: 'rest' }] });
    fleet.simulator.setConnection(idOf(3), 'CONNECTED');
    await fleet.night();
    fleet.simulator.rebuild(idOf(0));
    fleet.simulator.setConnection(idOf(3), 'DISCONNECTED');
    await fleet.night();
    const [again, late] = [fleet.simulator.deploymentsOf(idOf(0))[1]?.begin ?? 0, beginOf(fleet, 3)];
    expect(Math.abs(again - late)).toBeLessThan(10 * MINUTE);
    expect(fleet.report.counts.COMPLIANT).toBe(4);
  });

  test('failures ≤ allowed at the end: the run succeeds, and the report lists who failed, and why', async () => {
    const fleet = fleetOf(3, { toleratedFailurePercentage: 100 });
    for (const index of [0, 1]) fleet.simulator.failApplication(APP, DISK, { workspaceId: idOf(index), times: 9 });
    expect((await fleet.night()).status).toBe('SUCCEEDED');
    expect(fleet.report.desktops.filter((line) => line.class === 'FAILED')).toEqual(
      [0, 1].map((index) =>
        expect.objectContaining({ workspaceId: idOf(index), userName: `user${index}`, code: DISK }),
      ),
    );
  });

  test('a wave of which none can be tried is no wave: the rest begins', async () => {
    const waves = [{ kind: 'tagged', tags: { Ring: 'pilot' } }, { kind: 'rest' }] as const;
    const unfit = { tags: { Ring: 'pilot' }, computeType: 'VALUE' as const };
    const fleet = fleetOf(0, { waves }, { desktops: desks(3, (index) => (index === 0 ? unfit : {})) });
    await fleet.night();
    expect(fleet.report.counts).toMatchObject({ COMPLIANT: 2, NOT_APPLICABLE: 1 });
  });
});
