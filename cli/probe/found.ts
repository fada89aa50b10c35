import { marksOf } from '../../lambda/service/marks';
import type { Application, Desktop, Workspaces } from '../../lambda/service/workspaces';
import type { Calls } from '../aws/calls';
import type { Power } from '../aws/power';
import { EXIT, Failure } from '../exit';
import { lineOf } from '../invocation';
import { type Cast, TAG } from './service';
import { isAtRest, isGone, ROLES, type Role } from './step';

/** How the WorkSpace is before anything is done to it. */
export interface Found {
  readonly state: string;
  readonly runningMode: string;
  readonly isConnected: boolean;
  readonly names: Readonly<Partial<Record<Role, string>>>;
}

export interface Readers {
  readonly workspaces: Workspaces;
  readonly power: Power;
  readonly calls: Calls;
}

/** Looks at the WorkSpace. @throws Failure if the experiments would change what is not theirs, or could not be undone */
export async function findDesktop({ workspaces, power, calls }: Readers, cast: Cast): Promise<Found> {
  const { workspaceId } = cast;
  const page = await calls.make('DescribeWorkspaces', () => workspaces.findDesktops({ workspaceIds: [workspaceId] }));
  const desktop = page.items[0];
  if (!desktop) throw absent(workspaceId);
  requireRest(desktop);
  const names = await findNames({ workspaces, calls }, cast);
  const associations = await calls.make('DescribeWorkspaceAssociations', () =>
    workspaces.findAssociations(workspaceId),
  );
  for (const { applicationId, state } of associations.values()) requireFree(cast, applicationId, state);
  const tags = await calls.make('DescribeTags', () => workspaces.findTags(workspaceId));
  const ids = Object.values(cast.applications);
  const held = marksOf(tags, workspaceId).find(({ applicationId }) => ids.includes(applicationId));
  if (held) throw taken(`${held.applicationId} is held by ${held.holder}`, 'take another application');
  if (tags.some(({ key }) => key === TAG))
    throw taken(`the WorkSpace has the tag ${TAG} of an earlier probe`, 'delete it');
  const mode = await calls.make('DescribeWorkspaces', () => power.findRunningMode(workspaceId));
  const connection = await calls.make('DescribeWorkspacesConnectionStatus', () =>
    workspaces.findConnection(workspaceId),
  );
  return {
    state: desktop.state,
    runningMode: mode ?? 'unknown running mode',
    isConnected: connection.state === 'CONNECTED',
    names,
  };
}

function requireRest({ workspaceId, state }: Desktop): void {
  if (isAtRest(state)) return;
  throw taken(`${workspaceId} is ${state}`, 'wait until it is AVAILABLE or STOPPED');
}

function requireFree({ applications }: Cast, applicationId: string, state: string): void {
  const isOurs = Object.values(applications).includes(applicationId);
  if (isOurs && !isGone(state)) {
    throw taken(`${applicationId} is on the WorkSpace already, ${state}`, 'take an application that is not on it');
  }
  if (isOurs || state === 'COMPLETED' || isGone(state)) return;
  throw taken(
    `${applicationId} is ${state} on the WorkSpace: a deployment would carry that out, or try it again`,
    'deploy it or take it back first',
  );
}

async function findNames(
  { workspaces, calls }: Pick<Readers, 'workspaces' | 'calls'>,
  { applications }: Cast,
): Promise<Found['names']> {
  const ids = Object.values(applications);
  const found = await calls.make('DescribeApplications', () => workspaces.findApplicationsById(ids));
  const nameOf = (role: Role): readonly [Role, string][] => {
    const id = applications[role];
    if (id === undefined) return [];
    const application = found.find(({ applicationId }) => applicationId === id);
    return [[role, checked(application, id).name]];
  };
  return Object.fromEntries(ROLES.flatMap(nameOf));
}

function checked(application: Application | undefined, id: string): Application {
  if (!application) {
    throw new Failure(
      `there is no application ${id}. What next: ${lineOf('list applications')} shows the ids`,
      EXIT.absent,
    );
  }
  if (application.state === 'AVAILABLE') return application;
  throw taken(`${id} is ${application.state} in the catalogue`, 'take one that is AVAILABLE');
}

const taken = (what: string, next: string): Failure =>
  new Failure(`${what}: nothing was changed. What next: ${next}`, EXIT.failed);

const absent = (workspaceId: string): Failure =>
  new Failure(
    `there is no WorkSpace ${workspaceId} in this account and Region. What next: check the id and --region`,
    EXIT.absent,
  );
