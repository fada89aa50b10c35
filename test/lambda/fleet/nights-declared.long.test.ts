import { COMPANY_PORTAL, PROJECT_PROFESSIONAL_2021 } from '../../../local/workspaces';
import { APP, declared } from './builders';
import { classesIn, desks, fleetMark, fleetOf, idOf, MINUTE } from './night';

describe('what is declared', () => {
  test('an application that is dropped stays', async () => {
    const fleet = fleetOf(2, { applicationIds: [APP, PROJECT_PROFESSIONAL_2021] });
    await fleet.night();
    fleet.declare(declared());
    await fleet.night();
    expect(fleet.simulator.state(idOf(0), PROJECT_PROFESSIONAL_2021)).toBe('COMPLETED');
    expect(fleet.simulator.removals).toEqual([]);
  });

  test('an application that is declared absent goes, also if a person installed it; what a stack holds stays, and is reported', async () => {
    const fleet = fleetOf(3, { applicationIds: [], absentApplicationIds: [APP] });
    fleet.simulator.installNow(idOf(0), APP);
    fleet.simulator.installNow(idOf(1), APP);
    fleet.stacks.declare(idOf(1), APP);
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(0)]: 'COMPLIANT', [idOf(1)]: 'CLAIMED', [idOf(2)]: 'COMPLIANT' });
    expect(desks(3).map(({ workspaceId }) => fleet.simulator.state(workspaceId, APP))).toEqual([
      'REMOVED',
      'COMPLETED',
      'ABSENT',
    ]);
  });

  test('an application that a former fleet of this name held, or one that does not exist any more, goes', async () => {
    const fleet = fleetOf(2, { applicationIds: [], absentApplicationIds: [APP] });
    for (const [index, name] of ['Visio', 'Gone'].entries()) {
      fleet.simulator.installNow(idOf(index), APP);
      fleet.simulator.setTags(idOf(index), fleetMark(idOf(index), name));
    }
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(2);
  });

  test('what a stack held that was deleted, the application retained: goes, and is tried again where it is in ERROR', async () => {
    const declaration = { absentApplicationIds: [PROJECT_PROFESSIONAL_2021] };
    const fleet = fleetOf(2, declaration);
    fleet.simulator.installNow(idOf(0), PROJECT_PROFESSIONAL_2021);
    fleet.stacks.declare(idOf(0), PROJECT_PROFESSIONAL_2021);
    fleet.simulator.put({ workspaceId: idOf(1), applicationId: APP, state: 'ERROR' });
    fleet.stacks.declare(idOf(1), APP);
    await fleet.wait(10 * MINUTE);
    for (const index of [0, 1]) fleet.stacks.retain(idOf(index));
    fleet.declare(declared(declaration));
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(2);
    expect(fleet.simulator.state(idOf(0), PROJECT_PROFESSIONAL_2021)).toBe('REMOVED');
  });

  test('what a stack holds is joined without an outage; what it has in ERROR is left alone', async () => {
    const fleet = fleetOf(3, {}, { readings: { tagIndexLagSeconds: 1_800 } });
    fleet.simulator.installNow(idOf(0), APP);
    fleet.simulator.put({ workspaceId: idOf(1), applicationId: APP, state: 'ERROR' });
    for (const index of [0, 1]) fleet.stacks.declare(idOf(index), APP);
    await fleet.night();
    expect(fleet.report.counts).toMatchObject({ COMPLIANT: 2, FAILED: 1 });
    expect(fleet.simulator.outagesOf(idOf(0)).length + fleet.simulator.outagesOf(idOf(1)).length).toBe(0);
    expect(Object.keys(fleet.simulator.tags(idOf(0))).filter((key) => key.endsWith('.fleet')).length).toBe(1);
  });

  test.each([
    ['another name', 'Gone'],
    ['the same name, from another stack', 'Visio'],
  ])('a former fleet of %s: what it holds is joined, without an outage', async (_, name) => {
    const fleet = fleetOf(1);
    fleet.simulator.installNow(idOf(0), APP);
    fleet.simulator.setTags(idOf(0), fleetMark(idOf(0), name));
    await fleet.night();
    expect([fleet.report.counts.COMPLIANT, fleet.simulator.outagesOf(idOf(0))]).toEqual([1, []]);
    expect(Object.keys(fleet.simulator.tags(idOf(0)))).toHaveLength(2);
  });

  test('no session ends for an application that was there by hand, and it is not held', async () => {
    const fleet = fleetOf(1);
    fleet.simulator.installNow(idOf(0), APP);
    await fleet.night();
    expect([fleet.report.counts.COMPLIANT, fleet.simulator.mutations.length]).toEqual([1, 0]);
  });

  test('unfit and unmanageable desktops: reported, and not called', async () => {
    const fleet = fleetOf(
      0,
      {},
      {
        desktops: desks(
          4,
          (index) =>
            [
              {},
              { computeType: 'VALUE' as const },
              { operatingSystem: 'UBUNTU_22_04' as const },
              { state: 'SUSPENDED' as const },
            ][index] ?? {},
        ),
      },
    );
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({
      [idOf(0)]: 'COMPLIANT',
      [idOf(1)]: 'NOT_APPLICABLE',
      [idOf(2)]: 'UNMANAGEABLE',
      [idOf(3)]: 'UNMANAGEABLE',
    });
    expect(new Set(fleet.simulator.mutations.map(({ workspaceId }) => workspaceId))).toEqual(new Set([idOf(0)]));
  });

  test('new, rebuilt and migrated desktops: in line after the next night', async () => {
    const fleet = fleetOf(3);
    await fleet.night();
    fleet.simulator.rebuild(idOf(0));
    fleet.simulator.migrate(idOf(1), 'ws-migrated1');
    fleet.simulator.addWorkspace({ workspaceId: 'ws-brandnew1', userName: 'new' });
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(4);
    expect(['ws-migrated1', 'ws-brandnew1', idOf(0)].map((id) => fleet.simulator.state(id, APP))).toEqual([
      'COMPLETED',
      'COMPLETED',
      'COMPLETED',
    ]);
  });

  test('a tag that excludes, set after the survey: the child sees it', async () => {
    const fleet = fleetOf(
      3,
      {
        maxConcurrency: 1,
        waves: [{ kind: 'rest' }],
        targets: { ...declared().targets, excludedTags: { Frozen: 'true' } },
      },
      { readings: { tagIndexLagSeconds: 7_200 } },
    );
    const execution = await fleet.open();
    await fleet.wait(10 * MINUTE);
    fleet.simulator.setTags(idOf(2), { Frozen: 'true' });
    await fleet.clock.runUntil(execution.ended);
    expect(fleet.simulator.mutations.filter(({ workspaceId }) => workspaceId === idOf(2))).toEqual([]);
  });

  test('more desktops than a page of the service, and of tags', async () => {
    const fleet = fleetOf(110, { applicationIds: [COMPANY_PORTAL], waves: [{ kind: 'rest' }] });
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(110);
  });
});
