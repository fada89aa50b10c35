import type { Fault, FaultOf } from './faults';
import { COLLEAGUES, DESKTOPS, OURS } from './plan';
import type { SimulatedWorld } from './world';

const SECOND = 1000;
/** Lets a fault loose on the world. */
export function strike(world: SimulatedWorld, fault: Fault): void {
  switch (fault.kind) {
    case 'refusal': {
      const { operation, exception, times, lost } = fault;
      world.simulator.failOperation(operation, { exception, times, when: lost ? 'after' : 'before' });
      return;
    }
    case 'stack refusal':
      world.stackFaults.fail('DescribeStacks', fault.code, fault.times);
      return;
    case 'crash':
      world.crashes.push(fault);
      return;
    case 'duplicate':
    case 'late delivery':
      world.deliveries.push(fault);
      return;
    case 'slow answers':
      world.slow = { ...fault };
      return;
    case 'failing application': {
      const { application, code, times, aim } = fault;
      world.count(`failing ${aim === 'BOTH' ? 'install and uninstall' : aim.toLowerCase()}`);
      world.simulator.failApplication(OURS[application] ?? '', code, { times, aim });
      return;
    }
    case 'WorkSpace state':
      world.count(`WorkSpace ${fault.state}`);
      void visit(world, fault);
      return;
    case 'colleague':
      meddle(world, fault);
      return;
  }
}

/** A WorkSpace leaves its state for a while; a deployment under way is none of its business. */
async function visit(world: SimulatedWorld, { state, seconds, ...fault }: FaultOf<'WorkSpace state'>): Promise<void> {
  const desktop = DESKTOPS[fault.desktop];
  if (world.simulator.workspace(desktop)?.state !== 'AVAILABLE') return;
  world.simulator.setWorkspaceState(desktop, state);
  await world.clock.sleep(seconds * SECOND);
  if (world.simulator.workspace(desktop)?.state === state) world.simulator.setWorkspaceState(desktop, 'AVAILABLE');
}

/** A colleague in the console, who has an application of their own and no patience. */
function meddle(world: SimulatedWorld, { act, ...fault }: FaultOf<'colleague'>): void {
  const desktop = DESKTOPS[fault.desktop];
  world.count(`colleague: ${act}`);
  try {
    if (act === 'deploy') world.simulator.deploy(desktop);
    else {
      world.simulator[act](desktop, COLLEAGUES);
      world.touched.add(`${desktop} ${COLLEAGUES}`);
    }
  } catch {
    // The console says no, and the colleague shrugs.
  }
}
