import { idsOf } from '../../lambda/reconcile/progress';
import type { Association, Observation } from '../../lambda/service/association';
import { isHold, type Mark, marksOf } from '../../lambda/service/marks';
import type { Application, Connection, Desktop } from '../../lambda/service/workspaces';
import { CallFailure } from '../aws/calls';
import { findTagged, Holders, readTags, type Tagged } from '../marks/find';
import type { MarkTools } from '../marks/tools';
import type { Situation } from './desk';
import type { Known } from './foresee';
import type { PlannedRequest } from './request';

/** What a plan calls. */
export interface PlanTools extends Omit<MarkTools, 'access'> {
  readonly access: {
    readonly region: string;
    /** The account of the credentials, if they say so. */
    readonly accountId: () => Promise<string | undefined>;
  };
}

/** How many ids a call takes. */
const IDS = 25;

/** Up to so many WorkSpaces are asked one by one; of more, tags and applications are read in pages. */
const ONE_BY_ONE = 25;

/** Reads what a plan rests on: the WorkSpaces, their users, applications and marks, and which holders still exist. */
export class Gathering {
  constructor(
    private readonly tools: PlanTools,
    private readonly onStep: (what: string) => void,
  ) {}

  async gather(requests: readonly PlannedRequest[]): Promise<Known> {
    const ids = [...new Set(requests.map(({ goal }) => goal.workspaceId))].sort();
    const desktops = await this.inChunks('WorkSpaces', ids, (chunk) => this.findDesktops(chunk));
    const existing = desktops.map(({ workspaceId }) => workspaceId);
    const connections = new Map(await this.inChunks('connections', existing, (chunk) => this.findConnections(chunk)));
    const tagged = await this.findTags(existing);
    const declared = requests.flatMap(({ goal }) => [...idsOf(goal), ...(goal.keeps ?? [])]);
    const marks = tagged.map(({ workspaceId, tags }) => [workspaceId, marksOf(tags, workspaceId)] as const);
    const held = marks.flatMap(([, all]) => all.map(({ applicationId }) => applicationId));
    const applicationIds = [...new Set([...declared, ...held])].sort();
    const seen = await this.findAssociations(existing, applicationIds);
    const applications = await this.inChunks('applications', applicationIds, (chunk) => this.findApplications(chunk));
    const situations = ids.map(
      (workspaceId): Situation => ({
        workspaceId,
        desktop: desktops.find((one) => one.workspaceId === workspaceId),
        connection: connections.get(workspaceId)?.state ?? 'UNKNOWN',
        seen: seen.get(workspaceId) ?? new Map(),
        marks: new Map(marks).get(workspaceId) ?? [],
      }),
    );
    return {
      situations: new Map(situations.map((one) => [one.workspaceId, one])),
      applications: new Map(applications.map((one) => [one.applicationId, one])),
      isLiving: await this.findLiving(marks.flatMap(([, all]) => all)),
    };
  }

  private async inChunks<T>(
    what: string,
    ids: readonly string[],
    find: (chunk: readonly string[]) => Promise<readonly T[]>,
  ): Promise<readonly T[]> {
    const found: T[] = [];
    for (let at = 0; at < ids.length; at += IDS) {
      this.onStep(`${what} ${Math.min(at + IDS, ids.length)} of ${ids.length}`);
      found.push(...(await find(ids.slice(at, at + IDS))));
    }
    return found;
  }

  private async findDesktops(workspaceIds: readonly string[]): Promise<readonly Desktop[]> {
    const { workspaces, calls } = this.tools;
    return (await calls.make('DescribeWorkspaces', () => workspaces.findDesktops({ workspaceIds }))).items;
  }

  private async findConnections(ids: readonly string[]): Promise<readonly (readonly [string, Connection])[]> {
    const { workspaces, calls } = this.tools;
    const found = await calls.make('DescribeWorkspacesConnectionStatus', () => workspaces.findConnections(ids));
    return [...found];
  }

  private async findApplications(ids: readonly string[]): Promise<readonly Application[]> {
    const { workspaces, calls } = this.tools;
    return calls.make('DescribeApplications', () => workspaces.findApplicationsById(ids));
  }

  private async findTags(ids: readonly string[]): Promise<readonly Tagged[]> {
    const { workspaces, calls, tagging, taggingCalls } = this.tools;
    this.onStep('marks');
    if (ids.length <= ONE_BY_ONE) return readTags(workspaces, calls, ids);
    const wanted = new Set(ids);
    return (await findTagged(tagging, taggingCalls, [])).filter(({ workspaceId }) => wanted.has(workspaceId));
  }

  private async findAssociations(
    ids: readonly string[],
    applicationIds: readonly string[],
  ): Promise<ReadonlyMap<string, Observation>> {
    const { workspaces, calls } = this.tools;
    const seen = new Map<string, Map<string, Association>>(ids.map((id) => [id, new Map()]));
    if (ids.length <= ONE_BY_ONE) {
      const found = new Map<string, Observation>();
      for (const [index, id] of ids.entries()) {
        this.onStep(`applications of WorkSpace ${index + 1} of ${ids.length}`);
        found.set(id, await calls.make('DescribeWorkspaceAssociations', () => workspaces.findAssociations(id)));
      }
      return found;
    }
    for (const applicationId of applicationIds) {
      for (const { workspaceId, ...association } of await this.findInstallations(applicationId))
        seen.get(workspaceId)?.set(applicationId, association);
    }
    return seen;
  }

  private async findInstallations(applicationId: string) {
    const { workspaces, calls } = this.tools;
    const found = [];
    let token: string | undefined;
    do {
      this.onStep(`WorkSpaces with ${applicationId}`);
      const page = await calls
        .make('DescribeApplicationAssociations', () => workspaces.findInstallations(applicationId, token))
        .catch((error: unknown) => {
          if (error instanceof CallFailure && error.exception === 'ResourceNotFoundException') return { items: [] };
          throw error;
        });
      found.push(...page.items);
      token = 'next' in page ? page.next : undefined;
    } while (token !== undefined);
    return found;
  }

  /** One look at each stack that holds something. A holder of which nothing can be found out counts. */
  private async findLiving(marks: readonly Mark[]): Promise<Known['isLiving']> {
    const holders = new Holders(this.tools.stacks);
    const dead = new Set<string>();
    for (const mark of marks.filter(isHold)) {
      this.onStep('holders');
      if ((await holders.isLiving(mark)) === false) dead.add(mark.token);
    }
    return ({ token }) => !dead.has(token);
  }
}
