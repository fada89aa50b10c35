import { SECOND } from '../lambda/service/time';
import { round } from './measure';
import { Deployment, propertiesOf } from './run';
import { resourcesOf, type Scenario } from './scenario';
import { Scene, USUAL } from './scene';
import { OURS } from './subjects';

/** What dropping resources in an update showed. */
export interface Removal {
  readonly scenario: Scenario;
  readonly dropped: number;
  readonly failures: number;
  readonly seconds: number;
  /** Calls to WorkSpaces: answered, and refused for the rate. */
  readonly answered: number;
  readonly throttled: number;
  /** The most deployments of a WorkSpace. */
  readonly outages: number;
}

/** Creates the stack of a scenario, and then drops all resources but those of `kept` WorkSpaces in one update; with none, the stack is deleted. */
export async function remove(scenario: Scenario, kept: number): Promise<Removal> {
  const scene = new Scene(scenario, USUAL);
  const { stack, simulator, clock } = scene;
  const resources = resourcesOf(scenario, USUAL.seed);
  stack.enter('CREATE_IN_PROGRESS');
  await new Deployment(OURS, scene).ask('Create', resources);
  stack.enter('CREATE_COMPLETE');
  if (kept === 0) stack.enter('DELETE_IN_PROGRESS');
  else {
    stack.enter('UPDATE_IN_PROGRESS');
    stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  }
  const [begin, deployments] = [clock.now(), (id: string) => simulator.deploymentsOf(id).length];
  // The functions of a stack that goes as a whole are not updated before.
  if (kept > 0) scene.served = { ...scenario, workspaces: kept };
  const dropped = resources.slice(kept * (resources.length / scenario.workspaces));
  for (const declared of dropped) {
    const { logicalId } = declared;
    stack.record(logicalId, 'DELETE_IN_PROGRESS', propertiesOf(declared, scenario), stack.listed.get(logicalId));
  }
  const fates = await new Deployment(OURS, scene).ask('Delete', dropped);
  const calls = simulator.calls.filter(({ time }) => time >= begin);
  const throttled = calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;
  return {
    scenario,
    dropped: dropped.length,
    failures: fates.filter(({ failure }) => failure !== undefined).length,
    seconds: round(Math.max(...fates.map(({ answered }) => answered)) / SECOND, 1),
    answered: calls.length - throttled,
    throttled,
    outages: Math.max(...dropped.map(({ workspaceId }) => deployments(workspaceId) - 1)),
  };
}

/** Most of large stacks, all of one, and half of a small one whose WorkSpaces have several resources each. */
export const removeAll = async (): Promise<readonly Removal[]> => [
  await remove({ workspaces: 20, applications: 3, shape: 'associations' }, 10),
  await remove({ workspaces: 100, applications: 1, shape: 'associations' }, 1),
  await remove({ workspaces: 450, applications: 1, shape: 'associations' }, 1),
  await remove({ workspaces: 450, applications: 1, shape: 'associations' }, 0),
];
