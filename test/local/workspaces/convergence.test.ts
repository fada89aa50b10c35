import fc from 'fast-check';
import {
  chooseReadings,
  DESKTOP,
  OFFICE_STANDARD_2021,
  type Readings,
  VISIO_STANDARD_2021,
} from '../../../local/workspaces';
import { MINUTE, outcomeOf, startOffice } from './harness';

const VISIO = VISIO_STANDARD_2021;
const OFFICE = OFFICE_STANDARD_2021;

/** Any combination of the readings. */
const anyReadings = fc
  .infiniteStream(fc.nat())
  .map((numbers): Readings => chooseReadings((values) => values[numbers.next().value % values.length] ?? values[0]));

const anyAct = fc.constantFrom(
  'associate',
  'disassociate',
  'deploy',
  'force',
  'fail',
  'heal',
  'wait',
  'wait long' as const,
);

/** What a caller does who knows nothing of the readings: say it, deploy it, wait; by force if something has failed. */
async function install(office: ReturnType<typeof startOffice>): Promise<void> {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await outcomeOf(office.associate(VISIO));
    await outcomeOf(office.deploy({ Force: true }));
    await office.clock.advance(60 * MINUTE);
  }
}

test('any readings, any history: an install that is asked for again and again is COMPLETED in the end, on a WorkSpace that is AVAILABLE', async () => {
  const histories = fc.array(fc.tuple(anyAct, fc.constantFrom(VISIO, OFFICE)), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(anyReadings, histories, async (readings, history) => {
      const office = startOffice({ readings });
      for (const [act, application] of history) {
        if (act === 'associate') await outcomeOf(office.associate(application));
        if (act === 'disassociate') await outcomeOf(office.disassociate(application));
        if (act === 'deploy') await outcomeOf(office.deploy());
        if (act === 'force') await outcomeOf(office.deploy({ Force: true }));
        if (act === 'fail')
          office.simulator.failApplication(application, 'DeploymentError.WorkspaceUnreachable', { aim: 'BOTH' });
        if (act === 'heal') office.simulator.failApplication(application, undefined);
        if (act === 'wait') await office.clock.advance(10_000);
        if (act === 'wait long') await office.clock.advance(15 * MINUTE);
      }
      for (const application of [VISIO, OFFICE]) office.simulator.failApplication(application, undefined);
      await office.clock.advance(60 * MINUTE);
      await install(office);
      expect(office.simulator.state(DESKTOP, VISIO)).toBe('COMPLETED');
      expect(office.simulator.workspace(DESKTOP)?.state).toBe('AVAILABLE');
      expectOutagesApart(office.simulator.deploymentsOf(DESKTOP));
    }),
    { numRuns: 150, seed: 20250602 },
  );
});

function expectOutagesApart(outages: readonly { begin: number; end?: number }[]): void {
  for (const [index, { begin }] of outages.entries()) {
    if (index > 0) expect(begin).toBeGreaterThanOrEqual(outages[index - 1]?.end ?? Number.POSITIVE_INFINITY);
  }
}
