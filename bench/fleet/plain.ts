import {
  AssociateWorkspaceApplicationCommand,
  DeployWorkspaceApplicationsCommand,
  DescribeWorkspaceAssociationsCommand,
  DescribeWorkspacesCommand,
  type WorkSpacesClient,
} from '@aws-sdk/client-workspaces';
import { MINUTE, SECOND } from '../../lambda/service/time';
import { inProcessRequestHandler, WorkspacesSimulator } from '../../local/workspaces';
import { CATALOGUE } from '../../local/workspaces/catalogue';
import { workspacesClient } from '../../testkit/clients';
import { seeded } from '../../testkit/random';
import { VirtualClock } from '../../testkit/virtual-clock';
import { ASSUMPTIONS } from '../assumptions';
import { normal } from '../random';
import { OPENING } from './life';
import { applicationIdsOf, desktopsOf, type FleetScenario } from './scenario';

/** How long Lambda lets it run. */
const LAMBDA = 15 * MINUTE;

/** What a plain script has reached: when Lambda ends it, and if nothing ended it. */
export interface PlainResult {
  readonly desktops: number;
  readonly deployedInLambda: number;
  readonly deployed: number;
  readonly hours: number;
  /** The most desktops that were out of service at the same time. */
  readonly mostAtOnce: number;
  readonly callsPerDesktop: number;
  readonly refusedShare: number;
}

/**
 * A bulk script as AWS's sample writes it: it pages through the WorkSpaces of a directory, and for each looks, registers and deploys. It waits for no
 * installation, looks for no user, and has no window. The SDK tries each call ten times.
 */
export async function measurePlain(scenario: FleetScenario): Promise<PlainResult> {
  const clock = new VirtualClock(OPENING);
  const random = seeded(3);
  const { mean, deviation } = ASSUMPTIONS.install;
  const simulator = new WorkspacesSimulator({
    clock,
    random,
    world: { workspaces: desktopsOf(scenario), applications: CATALOGUE },
    throttle: ASSUMPTIONS.workspacesThrottle,
    durations: { install: () => normal(random, mean, deviation) / scenario.applications },
  });
  const service = inProcessRequestHandler(simulator);
  const client = workspacesClient(async (request) => {
    await clock.sleep(ASSUMPTIONS.callTime);
    return service.handle(request);
  });
  const retry = retrying(clock, random);
  const deployedAt = await clock.runUntil(script(client, applicationIdsOf(scenario), retry, clock));
  const refused = simulator.calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;
  return {
    desktops: scenario.desktops,
    deployedInLambda: deployedAt.filter((time) => time < OPENING + LAMBDA).length,
    deployed: deployedAt.length,
    hours: (clock.now() - OPENING) / 3_600_000,
    mostAtOnce: mostAtOnce(deployedAt, mean),
    callsPerDesktop: (simulator.calls.length - refused) / scenario.desktops,
    refusedShare: refused / simulator.calls.length,
  };
}

type Retry = <T>(call: () => Promise<T>) => Promise<T>;

async function script(
  client: WorkSpacesClient,
  applicationIds: readonly string[],
  retry: Retry,
  clock: VirtualClock,
): Promise<readonly number[]> {
  const deployedAt: number[] = [];
  const ids: string[] = [];
  let token: string | undefined;
  do {
    const page = await retry(() => client.send(new DescribeWorkspacesCommand({ NextToken: token })));
    ids.push(...(page.Workspaces ?? []).flatMap(({ WorkspaceId }) => WorkspaceId ?? []));
    token = page.NextToken;
  } while (token);
  for (const WorkspaceId of ids) {
    const look = { WorkspaceId, AssociatedResourceTypes: ['APPLICATION' as const] };
    await retry(() => client.send(new DescribeWorkspaceAssociationsCommand(look)));
    for (const ApplicationId of applicationIds)
      await retry(() => client.send(new AssociateWorkspaceApplicationCommand({ WorkspaceId, ApplicationId })));
    await retry(() => client.send(new DeployWorkspaceApplicationsCommand({ WorkspaceId })));
    deployedAt.push(clock.now());
  }
  return deployedAt;
}

/** The SDK's ten tries, with a random part of a pause that doubles up to twenty seconds. */
const retrying =
  (clock: VirtualClock, random: () => number): Retry =>
  async (call) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await call();
      } catch (error) {
        if (tries === 10 || !(error instanceof Error) || error.name !== 'ThrottlingException') throw error;
        await clock.sleep(random() * Math.min(20, 2 ** (tries - 1)) * SECOND);
      }
    }
  };

function mostAtOnce(begins: readonly number[], length: number): number {
  let [most, from] = [0, 0];
  for (const [index, begin] of begins.entries()) {
    while (begin - (begins[from] ?? begin) >= length) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
