import {
  AssociateWorkspaceApplicationCommand,
  DeployWorkspaceApplicationsCommand,
  DescribeWorkspaceAssociationsCommand,
} from '@aws-sdk/client-workspaces';
import type { ServedLoad } from '../lambda/contract/load';
import { SECOND } from '../lambda/service/time';
import { isCompleteFunction, onEventFunction, type World } from '../lambda/stack/entry';
import { receive } from '../lambda/stack/request';
import { countOf } from './scenario';
import type { Scene } from './scene';

type Handler = (event: unknown) => Promise<unknown>;

/** A custom resource's code, and how its provider polls. */
export interface Subject {
  readonly name: string;
  readonly onEvent: (scene: Scene) => Handler;
  /** Absent: no waiter, the function answers CloudFormation itself. */
  readonly isComplete?: (scene: Scene) => Handler;
  /** Milliseconds between two ticks of the waiter, and how many ticks it makes after the first. */
  readonly interval: number;
  readonly maxAttempts: number;
}

export const OURS: Subject = {
  name: 'ours',
  onEvent: (scene) => onEventFunction(worldOf(scene)),
  isComplete: (scene) => isCompleteFunction(worldOf(scene)),
  interval: 30 * SECOND,
  maxAttempts: 114,
};

function worldOf({ clock, random, served: scenario, workspaces, cloudFormation }: Scene): World {
  const resources = countOf(scenario);
  const declared: Omit<ServedLoad, 'resources'> = {
    applications: scenario.workspaces * scenario.applications,
    applicationsPerWorkspace: (scenario.counted ?? true) ? scenario.applications : undefined,
    shared: scenario.shape === 'associations' && scenario.applications > 1,
  };
  return { workspaces, cloudFormation, clock, random, resources, ...declared, write: () => {} };
}

/** What a baseline reads of an event. */
interface Event {
  readonly WorkspaceId: string;
  readonly ApplicationIds: readonly string[];
}

function propertiesOf(event: unknown): Event {
  const request = receive(event);
  const declared = request.kind === 'applications' ? request.declared : undefined;
  return { WorkspaceId: declared?.workspaceId ?? '', ApplicationIds: declared?.applicationIds ?? [] };
}

/** As people write it today: one call on create by AwsCustomResource, which answers when the call is answered. */
export const ONE_CALL: Subject = {
  name: 'AwsCustomResource',
  onEvent: (scene) => async (event) => {
    const { WorkspaceId, ApplicationIds } = propertiesOf(event);
    for (const ApplicationId of ApplicationIds) {
      await send(scene, () =>
        scene.workspaces.send(new AssociateWorkspaceApplicationCommand({ WorkspaceId, ApplicationId })),
      );
    }
    return {};
  },
  interval: 5 * SECOND,
  maxAttempts: 0,
};

/** As people write it today: a Provider that polls every five seconds for an hour, and throws what the SDK throws. */
export const PLAIN: Subject = {
  name: 'plain Provider',
  onEvent: (scene) => async (event) => {
    const { WorkspaceId, ApplicationIds } = propertiesOf(event);
    for (const ApplicationId of ApplicationIds) {
      await send(scene, () =>
        scene.workspaces.send(new AssociateWorkspaceApplicationCommand({ WorkspaceId, ApplicationId })),
      );
    }
    return { PhysicalResourceId: `${WorkspaceId}/${ApplicationIds.join()}` };
  },
  isComplete: (scene) => async (event) => {
    const { WorkspaceId, ApplicationIds } = propertiesOf(event);
    const { Associations } = await send(scene, () =>
      scene.workspaces.send(
        new DescribeWorkspaceAssociationsCommand({ WorkspaceId, AssociatedResourceTypes: ['APPLICATION'] }),
      ),
    );
    const mine = Associations?.filter(({ AssociatedResourceId: id }) => ApplicationIds.includes(id ?? '')) ?? [];
    const failed = mine.find(({ State }) => State === 'ERROR');
    if (failed) throw new Error(failed.StateReason?.ErrorMessage);
    // In a deployment, the applications whose turn has not come are pending too.
    const isDeploying = mine.some(({ State }) => State === 'INSTALLING');
    if (!isDeploying && mine.some(({ State }) => State === 'PENDING_INSTALL_DEPLOYMENT')) {
      await send(scene, () => scene.workspaces.send(new DeployWorkspaceApplicationsCommand({ WorkspaceId })));
    }
    return { IsComplete: mine.every(({ State }) => State === 'COMPLETED') };
  },
  interval: 5 * SECOND,
  maxAttempts: 720,
};

/** The SDK's default: three tries, and a random part of 0.5 and 1 second between them when it is throttled. */
async function send<T>({ clock, random }: Scene, call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (tries === 3 || !(error instanceof Error) || error.name !== 'ThrottlingException') throw error;
      await clock.sleep(random() * 0.5 * SECOND * 2 ** (tries - 1));
    }
  }
}
