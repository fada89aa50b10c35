import { CATALOGUE, companyApplication, type World } from '../local/workspaces';
import { seeded } from '../testkit/random';

/** How the applications of a WorkSpace are declared: one resource for each, or one resource for all. */
export type Shape = 'associations' | 'sets';

export interface Scenario {
  readonly workspaces: number;
  readonly applications: number;
  readonly shape: Shape;
  /** Whether the provider knows how many applications each WorkSpace gets, which takes that it is the same number. @default true */
  readonly counted?: boolean;
  /** Whether a resource is done only when everything is installed. @default true */
  readonly waits?: boolean;
}

/** One resource of the stack. */
export interface Declared {
  readonly logicalId: string;
  readonly workspaceId: string;
  readonly applicationIds: readonly string[];
}

const applicationIds = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `wsa-bench${String(index).padStart(4, '0')}`);

/** The ids of the WorkSpaces: drawn, as the service's are, since their hashes decide who comes when. */
export function workspaceIds({ workspaces }: Scenario, seed: number): readonly string[] {
  const random = seeded(seed);
  const letter = () => Math.floor(random() * 36).toString(36);
  return Array.from({ length: workspaces }, () => `ws-${Array.from({ length: 9 }, letter).join('')}`);
}

export function worldOf(scenario: Scenario, seed: number): World {
  return {
    workspaces: workspaceIds(scenario, seed).map((workspaceId) => ({ workspaceId, userName: workspaceId })),
    applications: [
      ...CATALOGUE,
      ...applicationIds(scenario.applications).map((id) => companyApplication(id, `Application ${id}`)),
    ],
  };
}

export function resourcesOf(scenario: Scenario, seed: number): readonly Declared[] {
  const ids = applicationIds(scenario.applications);
  return workspaceIds(scenario, seed).flatMap((workspaceId) => {
    const name = `Desk${workspaceId.slice(3)}`;
    if (scenario.shape === 'sets') return [{ logicalId: name, workspaceId, applicationIds: ids }];
    return ids.map((id, index) => ({ logicalId: `${name}Application${index}`, workspaceId, applicationIds: [id] }));
  });
}

export const countOf = ({ workspaces, applications, shape }: Scenario): number =>
  shape === 'sets' ? workspaces : workspaces * applications;
