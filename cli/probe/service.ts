import type { Association, Observation } from '../../lambda/service/association';
import type { Workspaces } from '../../lambda/service/workspaces';
import type { Power } from '../aws/power';
import { type CallName, isMoving, isPendingInstall, isPendingRemoval, ROLES, type Role, type Seen } from './step';

/** The WorkSpace and the applications that the experiments are about. */
export interface Cast {
  readonly workspaceId: string;
  readonly applications: Readonly<Partial<Record<Role, string>>>;
}

/** The tag that the experiments write. It is no mark: it does not begin as marks do. */
export const TAG = 'cdk-workspaces-applications-probe';

/** Makes the calls of the experiments, and keeps of an answer what has no id in it. */
export class Service {
  private readonly perform: Readonly<Record<CallName, (role: Role | undefined) => Promise<Seen>>>;

  constructor(
    readonly workspaces: Workspaces,
    readonly power: Power,
    readonly cast: Cast,
  ) {
    const { workspaceId: id } = cast;
    const done = async (call: Promise<void>): Promise<Seen> => call.then(() => ({}));
    this.perform = {
      DescribeWorkspaces: async () => ({ state: (await workspaces.findState(id)) ?? 'ABSENT' }),
      DescribeWorkspaceAssociations: async () => this.seenOf(await workspaces.findAssociations(id)),
      DescribeWorkspacesConnectionStatus: async () => ({ connection: (await workspaces.findConnection(id)).state }),
      DescribeTags: async () => ({ tagged: (await workspaces.findTags(id)).some(({ key }) => key === TAG) }),
      AssociateWorkspaceApplication: async (role) => seenAs(role, await workspaces.associate(id, this.idOf(role))),
      DisassociateWorkspaceApplication: async (role) =>
        seenAs(role, await workspaces.disassociate(id, this.idOf(role))),
      DeployWorkspaceApplications: () => done(workspaces.deployApplications(id, false)),
      'DeployWorkspaceApplications by force': () => done(workspaces.deployApplications(id, true)),
      CreateTags: () => done(workspaces.tag(id, [{ key: TAG, value: 'delete me' }])),
      DeleteTags: () => done(workspaces.untag(id, [TAG])),
      StopWorkspaces: () => done(this.power.stop(id)),
      StartWorkspaces: () => done(this.power.start(id)),
    };
  }

  /** @throws what the SDK throws */
  call(name: CallName, role?: Role): Promise<Seen> {
    return this.perform[name](role);
  }

  private idOf(role: Role | undefined): string {
    const id = role === undefined ? undefined : this.cast.applications[role];
    if (id === undefined) throw new Error(`no application for the role ${role ?? 'none'}`);
    return id;
  }

  private seenOf(observation: Observation): Seen {
    const ids = new Map(Object.values(this.cast.applications).map((id) => [id, true]));
    const applications: Partial<Record<Role, ReturnType<typeof toSeen>>> = {};
    for (const role of ROLES) {
      const found = observation.get(this.cast.applications[role] ?? '');
      if (found) applications[role] = toSeen(found);
    }
    const others = [...observation.values()].filter(({ applicationId }) => !ids.has(applicationId));
    return { applications, others: others.map(({ state }) => state).filter(isTouched) };
  }
}

/** Whether a deployment, by force too, would change an application in this state. */
const isTouched = (state: string): boolean =>
  state === 'ERROR' || isMoving(state) || isPendingInstall(state) || isPendingRemoval(state);

const toSeen = ({ state, created, updated, errorCode }: Association) => ({
  state,
  ...(created !== undefined && { created }),
  ...(updated !== undefined && { updated }),
  ...(errorCode !== undefined && { errorCode }),
});

const seenAs = (role: Role | undefined, association: Association): Seen =>
  role === undefined ? {} : { applications: { [role]: toSeen(association) } };
