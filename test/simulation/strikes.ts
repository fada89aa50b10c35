import type { Fault, FaultOf } from './faults';
import { DESKTOPS, KNOWN, OURS } from './plan';
import type { SimulatedWorld } from './world';

const SECOND = 1000;
/** What leaves open whether a call was carried out; any other exception says that it was not. */
const LOSING: ReadonlySet<string> = new Set(['InternalServerError', 'socketReset', 'timeout']);
/** How long it takes a user who was thrown out to be back. */
const RETURN = 45 * SECOND;

/** Lets a fault loose on the world. */
export function strike(world: SimulatedWorld, fault: Fault): void {
  switch (fault.kind) {
    case 'refusal': {
      const { operation, exception, times, lost } = fault;
      world.simulator.failOperation(operation, {
        exception,
        times,
        when: lost && LOSING.has(exception) ? 'after' : 'before',
      });
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
    case 'user':
      world.count(`user ${fault.connection}`);
      void connect(world, fault);
      return;
    case 'unknown state':
      world.count(fault.kind);
      world.disguises.set(
        `${DESKTOPS[fault.desktop]} ${present(world, fault)}`,
        world.clock.now() + fault.seconds * SECOND,
      );
      return;
    case 'end of a WorkSpace':
      world.count(fault.kind);
      void terminate(world, fault);
      return;
    case 'colleague':
      meddle(world, fault);
      return;
  }
}

/** A WorkSpace leaves its state for a while; a deployment under way is none of its business. */
async function visit(world: SimulatedWorld, { state, seconds, ...fault }: FaultOf<'WorkSpace state'>): Promise<void> {
  const desktop = DESKTOPS[fault.desktop];
  const now = () => world.simulator.workspace(desktop)?.state;
  if (now() !== 'AVAILABLE') return;
  world.simulator.setWorkspaceState(desktop, state);
  // Nobody is connected to what is switched off.
  if (state === 'STOPPED') world.connect(desktop, 'DISCONNECTED');
  await world.clock.sleep(seconds * SECOND);
  // A deployment or reboot in between brings back the state from before it.
  const isBusy = () => now() === 'UPDATING' || (now() === 'REBOOTING' && state !== 'REBOOTING');
  while (isBusy()) await world.clock.sleep(RETURN);
  if (now() === state) world.simulator.setWorkspaceState(desktop, 'AVAILABLE');
}

/** A user who is at the desktop for a while, and comes back when thrown out. */
async function connect(world: SimulatedWorld, { connection, seconds, ...fault }: FaultOf<'user'>): Promise<void> {
  const desktop = DESKTOPS[fault.desktop];
  const end = world.clock.now() + seconds * SECOND;
  const struck = world.clock.now();
  while (world.clock.now() < end && !world.wasSentHome(desktop, struck)) {
    world.connect(desktop, connection);
    await world.clock.sleep(Math.min(RETURN, end - world.clock.now()));
  }
  world.connect(desktop, 'DISCONNECTED');
}

async function terminate(world: SimulatedWorld, { seconds, ...fault }: FaultOf<'end of a WorkSpace'>): Promise<void> {
  const desktop = DESKTOPS[fault.desktop];
  if (!world.simulator.workspace(desktop)) return;
  if (seconds > 0) {
    world.simulator.setWorkspaceState(desktop, 'TERMINATING');
    await world.clock.sleep(seconds * SECOND);
  }
  if (world.simulator.workspace(desktop)) world.simulator.terminate(desktop);
}

/** One of the applications on the desktop; of those that the stack may want, if there is none. */
function present(
  { simulator }: SimulatedWorld,
  { desktop, application }: Pick<FaultOf<'unknown state'>, 'desktop' | 'application'>,
): string {
  const there = simulator.associations(DESKTOPS[desktop]).flatMap(({ applicationId, state }) => {
    return KNOWN.includes(applicationId) && state !== 'REMOVED' ? applicationId : [];
  });
  return there[application % there.length] ?? KNOWN[application] ?? '';
}

/** A colleague in the console, who has an application of their own, no patience, and no respect for those of the stack. */
function meddle(world: SimulatedWorld, fault: FaultOf<'colleague'>): void {
  const { simulator, meddling, clock } = world;
  const desktop = DESKTOPS[fault.desktop];
  world.count(`colleague: ${fault.act}`);
  const application = fault.act === 'associate' ? (KNOWN[fault.application] ?? '') : present(world, fault);
  const change = (act: 'associate' | 'disassociate') => {
    simulator[act](desktop, application);
    meddling.set(`${desktop} ${application}`, clock.now());
  };
  try {
    if (fault.act === 'deploy') simulator.deploy(desktop);
    else if (fault.act === 'change of mind') {
      change('disassociate');
      change('associate');
    } else change(fault.act);
  } catch {
    // The console says no, and the colleague shrugs.
  }
}
