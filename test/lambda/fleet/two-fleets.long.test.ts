import type { FleetDeclaration } from '../../../lambda/contract/fleet';
import { marksOf } from '../../../lambda/service/marks';
import { PROJECT_PROFESSIONAL_2021 as PROJECT } from '../../../local/workspaces';
import { FleetWorld } from '../../../testkit/fleet-world';
import { APP, DESK, declared } from './builders';

const OPENING = Date.UTC(2026, 0, 5, 21);
const DESKTOPS = [{ workspaceId: DESK, userName: 'jane' }];

/** Two fleets that have the same desktop among their targets. */
function twoFleets(visio: Partial<FleetDeclaration>, other: Partial<FleetDeclaration>) {
  const common = { opening: OPENING, desktops: DESKTOPS };
  const first = new FleetWorld({ ...common, declaration: declared(visio) });
  const second = new FleetWorld({ ...common, declaration: declared({ name: 'Other', ...other }), beside: first });
  return { first, second };
}

/** By whom an application is held on the desktop. */
function holdersOf({ simulator }: FleetWorld, applicationId = APP): readonly string[] {
  const tags = Object.entries(simulator.tags(DESK)).map(([key, value]) => ({ key, value }));
  return marksOf(tags, DESK)
    .filter((mark) => mark.applicationId === applicationId && mark.kind === 'holds')
    .map(({ holder }) => holder)
    .sort();
}

/** Both in the same night. */
async function night({ first, second }: { readonly first: FleetWorld; readonly second: FleetWorld }): Promise<void> {
  const runs = [await first.open(), await second.open()];
  for (const run of runs) await first.clock.runUntil(run.ended);
}

describe('two fleets on one desktop', () => {
  test('both declare an application: one outage, both hold it', async () => {
    const fleets = twoFleets({}, {});
    await fleets.first.night();
    await fleets.second.night();
    expect(holdersOf(fleets.first)).toEqual(['fleet/Other', 'fleet/Visio']);
    expect(fleets.first.simulator.outagesOf(DESK)).toHaveLength(1);
    expect(fleets.second.report.counts.COMPLIANT).toBe(1);
  });

  test('both in the same night: installed once, or as one deployment, and both hold it after the next', async () => {
    const fleets = twoFleets({}, {});
    await night(fleets);
    await night(fleets);
    expect(holdersOf(fleets.first)).toEqual(['fleet/Other', 'fleet/Visio']);
    expect(fleets.first.simulator.outagesOf(DESK)).toHaveLength(1);
    expect([fleets.first, fleets.second].map(({ report }) => report.counts.COMPLIANT)).toEqual([1, 1]);
  });

  test('each an application of its own, in the same night: both installed, each held by its own', async () => {
    const fleets = twoFleets({}, { applicationIds: [PROJECT] });
    await night(fleets);
    await night(fleets);
    expect([APP, PROJECT].map((id) => fleets.first.simulator.state(DESK, id))).toEqual(['COMPLETED', 'COMPLETED']);
    expect([APP, PROJECT].map((id) => holdersOf(fleets.first, id))).toEqual([['fleet/Visio'], ['fleet/Other']]);
  });

  test('one declares absent what the other holds: CLAIMED, by name, and it stays', async () => {
    const { first, second } = twoFleets({}, { applicationIds: [], absentApplicationIds: [APP] });
    await first.night();
    await second.night();
    expect(second.report.desktops).toEqual([
      expect.objectContaining({
        class: 'CLAIMED',
        code: 'fleet/Visio',
        remedy: expect.stringContaining('drop it there first'),
      }),
    ]);
    expect(first.simulator.removals).toEqual([]);
  });

  test('the one that holds it drops it: the other removes it, and nothing of the first is left', async () => {
    const { first, second } = twoFleets(
      { applicationIds: [APP, PROJECT] },
      { applicationIds: [], absentApplicationIds: [APP] },
    );
    await first.night();
    first.declare(declared({ applicationIds: [PROJECT] }));
    await second.night();
    expect([APP, PROJECT].map((id) => first.simulator.state(DESK, id))).toEqual(['REMOVED', 'COMPLETED']);
    expect(second.report.counts.COMPLIANT).toBe(1);
    await first.night();
    expect(first.report.counts.COMPLIANT).toBe(1);
  });

  test('one drops it, and then has it absent, while the other holds it: it stays; the other does so too: it goes', async () => {
    const { first, second } = twoFleets({}, {});
    await first.night();
    await second.night();
    first.declare(declared({ applicationIds: [], absentApplicationIds: [APP] }));
    await first.night();
    expect([first.report.counts.CLAIMED, first.simulator.state(DESK, APP)]).toEqual([1, 'COMPLETED']);
    second.declare(declared({ name: 'Other', applicationIds: [PROJECT] }));
    await first.night();
    expect([first.report.counts.COMPLIANT, first.simulator.state(DESK, APP)]).toEqual([1, 'REMOVED']);
  });

  test('one of them is deleted: what it held goes when the other declares it absent', async () => {
    const { first, second } = twoFleets({}, { applicationIds: [PROJECT] });
    await first.night();
    first.aws.parameters.delete('/cdk-workspaces-applications/fleet/Visio');
    second.declare(declared({ name: 'Other', applicationIds: [], absentApplicationIds: [APP] }));
    await second.night();
    expect(first.simulator.state(DESK, APP)).toBe('REMOVED');
  });
});
