import { ServiceError } from '../../local/workspaces';
import { KNOWN, OURS, pairOf } from './desks';
import type { Fault, FaultOf } from './faults';
import { holds } from './marks';
import type { SimulatedWorld } from './world';

const SECOND = 1000;
/** What leaves open whether a call was carried out; any other exception says that it was not. */
const LOSING: ReadonlySet<string> = new Set(['InternalServerError', 'socketReset', 'timeout']);
/** As many tags as a WorkSpace has room for. */
const MOST_TAGS = 50;
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
      world.functions.crashes.push(fault);
      return;
    case 'duplicate':
    case 'late delivery':
      world.deliveries.push(fault);
      return;
    case 'slow answers':
      world.functions.slow = { ...fault };
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
      world.desktops.disguises.set(
        pairOf(world.desktops.at(fault.desktop), present(world, fault)),
        world.clock.now() + fault.seconds * SECOND,
      );
      return;
    case 'refused tags':
      refuseTags(world, fault);
      return;
    case 'cleaner':
      world.count(fault.kind);
      world.desktops.loseTags(
        world.desktops.at(fault.desktop),
        (_mark, index, all) => fault.all || index === fault.which % all.length,
      );
      return;
    case 'full tags':
      fill(world, fault);
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
  const desktop = world.desktops.at(fault.desktop);
  const now = () => world.simulator.workspace(desktop)?.state;
  if (now() !== 'AVAILABLE') return;
  world.simulator.setWorkspaceState(desktop, state);
  // No user is connected to what is switched off.
  if (state === 'STOPPED') world.desktops.connect(desktop, 'DISCONNECTED');
  await world.clock.sleep(seconds * SECOND);
  // A deployment or reboot in between brings back the state from before it.
  const isBusy = () => now() === 'UPDATING' || (now() === 'REBOOTING' && state !== 'REBOOTING');
  while (isBusy()) await world.clock.sleep(RETURN);
  if (now() === state) world.simulator.setWorkspaceState(desktop, 'AVAILABLE');
}

/** A user who is at the desktop for a while, and comes back when thrown out. */
async function connect(world: SimulatedWorld, { connection, seconds, ...fault }: FaultOf<'user'>): Promise<void> {
  const desktop = world.desktops.at(fault.desktop);
  const end = world.clock.now() + seconds * SECOND;
  const struck = world.clock.now();
  while (world.clock.now() < end && !world.desktops.wasSentHome(desktop, struck)) {
    world.desktops.connect(desktop, connection);
    await world.clock.sleep(Math.min(RETURN, end - world.clock.now()));
  }
  world.desktops.connect(desktop, 'DISCONNECTED');
}

async function terminate(world: SimulatedWorld, { seconds, ...fault }: FaultOf<'end of a WorkSpace'>): Promise<void> {
  const desktop = world.desktops.at(fault.desktop);
  if (!world.simulator.workspace(desktop)) return;
  if (seconds > 0) {
    world.simulator.setWorkspaceState(desktop, 'TERMINATING');
    await world.clock.sleep(seconds * SECOND);
  }
  if (world.simulator.workspace(desktop)) world.simulator.terminate(desktop);
}

/** A policy that allows no more than other calls. */
function refuseTags(world: SimulatedWorld, { operations, seconds }: FaultOf<'refused tags'>): void {
  const until = world.clock.now() + seconds * SECOND;
  for (const operation of operations.split(' ')) world.refusedTags.set(operation, until);
}

/** The company's own tags leave room for so many. */
function fill(world: SimulatedWorld, { kind, desktop, room }: FaultOf<'full tags'>): void {
  const { simulator, desktops } = world;
  const workspaceId = desktops.at(desktop);
  if (!simulator.workspace(workspaceId)) return;
  world.count(kind);
  const tags = { ...simulator.tags(workspaceId) };
  for (let number = 0; Object.keys(tags).length < MOST_TAGS - room; number++) tags[`company:${number}`] = 'x';
  simulator.setTags(workspaceId, tags);
}

/** One of the applications on the desktop; of those that the stacks may want, if there is none. */
function present(
  { simulator, desktops }: SimulatedWorld,
  { desktop, application }: Pick<FaultOf<'unknown state'>, 'desktop' | 'application'>,
): string {
  const there = simulator.associations(desktops.at(desktop)).flatMap(({ applicationId, state }) => {
    return KNOWN.includes(applicationId) && state !== 'REMOVED' ? applicationId : [];
  });
  return there[application % there.length] ?? KNOWN[application] ?? '';
}

/** A colleague in the console, who has an application of their own, no patience, and no respect for those of the stacks. */
function meddle(world: SimulatedWorld, fault: FaultOf<'colleague'>): void {
  const { simulator, desktops, ghosts, witness, clock } = world;
  const desktop = desktops.at(fault.desktop);
  if (!simulator.workspace(desktop)) return;
  world.count(`colleague: ${fault.act}`);
  const application = fault.act === 'associate' ? (KNOWN[fault.application] ?? '') : present(world, fault);
  const pair = pairOf(desktop, application);
  const by = { kind: 'colleague' } as const;
  const change = (act: 'associate' | 'disassociate') => {
    const before = simulator.associations(desktop).find(({ applicationId }) => applicationId === application);
    simulator[act](desktop, application);
    if (act === 'disassociate') ghosts.disassociate(pair, before, by);
    else ghosts.associate(pair, before, { by, since: clock.now(), marked: desktops.marksOf(pair).filter(holds) });
    desktops.meddling.set(pair, clock.now());
  };
  try {
    if (fault.act === 'deploy') {
      const before = desktops.picture();
      simulator.deploy(desktop);
      witness.deployed(desktop, before, false);
    } else if (fault.act === 'change of mind') {
      change('disassociate');
      change('associate');
    } else change(fault.act);
  } catch (error) {
    // The console says no, and the colleague shrugs.
    if (!(error instanceof ServiceError)) throw error;
  }
}
