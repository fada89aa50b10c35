import type { Application, Desktop, Installation, Page, Workspaces } from '../../lambda/service/workspaces';
import { CallFailure, type Calls } from '../aws/calls';
import type { TagFilter, TaggedWorkspace, Tagging } from '../aws/tagging';
import { holdersOf } from './holders';
import type { PageFile } from './page-file';
import type { Found } from './rows';

/** What an inventory is of. */
export interface Scope {
  /** Directories, or all for none. */
  readonly directories: readonly string[];
  /** Tags that a WorkSpace must have, all of them. */
  readonly tags: readonly TagFilter[];
}

export interface Sources {
  readonly workspaces: Workspaces;
  readonly calls: Calls;
  readonly tagging: Tagging;
  readonly taggingCalls: Calls;
  readonly pages: PageFile;
  /** Called with every step. */
  readonly onStep: (what: string) => void;
}

/** A list that comes in pages: what it is in the file, and for a person. */
interface List {
  readonly key: string;
  readonly label: string;
}

/** How many ids DescribeWorkspaces takes. */
const IDS = 25;

/** Reads what is on every WorkSpace of the scope, in as few calls as the pages of the service allow. */
export class Gatherer {
  constructor(
    private readonly sources: Sources,
    private readonly scope: Scope,
  ) {}

  /** @throws Failure */
  async gather(): Promise<Found> {
    const tagged = await this.findTagged();
    const desktops = await this.findDesktops(tagged);
    const ids = new Set(desktops.map(({ workspaceId }) => workspaceId));
    const applications = desktops.length > 0 ? await this.findApplications() : [];
    const held = tagged
      .filter(({ workspaceId }) => ids.has(workspaceId))
      .flatMap(({ workspaceId, tags }) => [...holdersOf(tags, workspaceId).keys()]);
    const applicationIds = [...new Set([...applications.map(({ applicationId }) => applicationId), ...held])];
    // One call for each WorkSpace, or at least one for each application.
    const found =
      desktops.length <= applicationIds.length
        ? await this.findByDesktop(desktops)
        : await this.findByApplication(applicationIds);
    return { desktops, applications, installations: found.filter(({ workspaceId }) => ids.has(workspaceId)), tagged };
  }

  private findTagged(): Promise<TaggedWorkspace[]> {
    const { tagging, taggingCalls } = this.sources;
    return this.all({ key: 'tags', label: 'tags' }, (token) =>
      taggingCalls.make('GetResources', () => tagging.findTagged(this.scope.tags, token)),
    );
  }

  private async findDesktops(tagged: readonly TaggedWorkspace[]): Promise<Desktop[]> {
    const { directories, tags } = this.scope;
    if (tags.length > 0) {
      const ids = tagged.map(({ workspaceId }) => workspaceId);
      const found = await this.findDesktopsById(ids);
      return found.filter(({ directoryId }) => directories.length === 0 || directories.includes(directoryId));
    }
    const found: Desktop[] = [];
    for (const directoryId of directories.length > 0 ? directories : [undefined]) {
      found.push(
        ...(await this.all({ key: `WorkSpaces ${directoryId ?? ''}`, label: 'WorkSpaces' }, (token) =>
          this.desktopPage({ directoryId }, token),
        )),
      );
    }
    return found;
  }

  private async findDesktopsById(ids: readonly string[]): Promise<Desktop[]> {
    const found: Desktop[] = [];
    for (let at = 0; at < ids.length; at += IDS) {
      const workspaceIds = ids.slice(at, at + IDS);
      found.push(
        ...(await this.all({ key: `WorkSpaces ${workspaceIds.join()}`, label: 'WorkSpaces' }, (token) =>
          this.desktopPage({ workspaceIds }, token),
        )),
      );
    }
    return found;
  }

  private desktopPage(filter: Parameters<Workspaces['findDesktops']>[0], token?: string): Promise<Page<Desktop>> {
    const { workspaces, calls } = this.sources;
    return calls.make('DescribeWorkspaces', () => workspaces.findDesktops(filter, token));
  }

  private findApplications(): Promise<Application[]> {
    const { workspaces, calls } = this.sources;
    return this.all({ key: 'applications', label: 'applications' }, async (token) => {
      const page = await calls.make('DescribeApplications', () => workspaces.findApplications(undefined, token));
      return { items: page.applications, ...(page.next !== undefined && { next: page.next }) };
    });
  }

  private async findByDesktop(desktops: readonly Desktop[]): Promise<Installation[]> {
    const { workspaces, calls } = this.sources;
    const found: Installation[] = [];
    for (const [index, { workspaceId }] of desktops.entries()) {
      const label = `WorkSpace ${index + 1} of ${desktops.length}`;
      const page = async () => {
        const seen = await unlessGone(
          () => calls.make('DescribeWorkspaceAssociations', () => workspaces.findAssociations(workspaceId)),
          new Map(),
        );
        return { items: [...seen.values()].map((association) => ({ ...association, workspaceId })) };
      };
      found.push(...(await this.all({ key: `on ${workspaceId}`, label }, page)));
    }
    return found;
  }

  private async findByApplication(applicationIds: readonly string[]): Promise<Installation[]> {
    const { workspaces, calls } = this.sources;
    const found: Installation[] = [];
    for (const [index, applicationId] of applicationIds.entries()) {
      const label = `application ${index + 1} of ${applicationIds.length}`;
      const page = (token?: string) =>
        unlessGone(
          () => calls.make('DescribeApplicationAssociations', () => workspaces.findInstallations(applicationId, token)),
          { items: [] },
        );
      found.push(...(await this.all({ key: `with ${applicationId}`, label }, page)));
    }
    return found;
  }

  /** All items of a list, beginning behind the pages that are known already. */
  private async all<T>({ key, label }: List, pageAt: (token?: string) => Promise<Page<T>>): Promise<T[]> {
    const { pages } = this.sources;
    const known = pages.pagesOf<T>(key);
    const items = known.flatMap((page) => page.items);
    let next = known.at(-1)?.next;
    if (known.length > 0 && next === undefined) return items;
    do {
      this.sources.onStep(label);
      const page = await pageAt(next).catch((error: unknown) => {
        if (known.length > 0 && isRefusedToken(error)) return undefined;
        throw error;
      });
      if (page === undefined) {
        // Its place in the list has expired since the interruption.
        pages.forget(key);
        return this.all({ key, label }, pageAt);
      }
      pages.add(key, page);
      items.push(...page.items);
      next = page.next;
    } while (next !== undefined);
    return items;
  }
}

const isRefusedToken = (error: unknown): boolean =>
  error instanceof CallFailure &&
  ['InvalidParameterValuesException', 'PaginationTokenExpiredException'].includes(error.exception);

/** What is deleted in the middle of an inventory has nothing on it. */
async function unlessGone<T>(call: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CallFailure && error.exception === 'ResourceNotFoundException') return otherwise;
    throw error;
  }
}
