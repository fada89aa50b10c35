import type { AssociationErrorCode } from '@aws-sdk/client-workspaces';
import type { EmbeddedAws } from '..';
import { CATALOGUE, VISIO_PROFESSIONAL_2021 as VISIO, type WorkspaceSpec, type World } from '../workspaces';

const MINUTE = 60_000;

/** Why desktops fail that are to fail. */
const REASONS: readonly AssociationErrorCode[] = [
  'ValidationError.InsufficientDiskSpace',
  'DeploymentError.WorkspaceUnreachable',
];

const NAMES = ['ana', 'ben', 'carla', 'deniz', 'emil', 'fatima', 'greta', 'hugo', 'ines', 'jonas'];
/** Desktops with the tag Ring=pilot, which are tried first. */
const PILOTS = 5;
/** For how many minutes the users of some desktops are connected when the window opens. */
const CONNECTED = [20, 50, 95];

/** How many of the desktops can be made to fail. */
export const mostFailing = (count: number): number => count - PILOTS - 2 * CONNECTED.length - 2;

/** The desktops of a company: a few are pilots, one is too small for the application, one is suspended. */
export function desktopsOf(count: number): World {
  const workspaces = Array.from({ length: count }, (_, index): WorkspaceSpec => {
    const name = `${NAMES[index % NAMES.length]}${index < NAMES.length ? '' : Math.floor(index / NAMES.length) + 1}`;
    return {
      workspaceId: `ws-desk${String(index).padStart(5, '0')}`,
      userName: name,
      ...(index < PILOTS && { tags: { Ring: 'pilot' } }),
      ...(index === count - 1 && { computeType: 'VALUE' as const }),
      ...(index === count - 2 && { state: 'SUSPENDED' as const }),
    };
  });
  return { workspaces, applications: CATALOGUE };
}

/** Those behind the pilots and the connected users: the first of them are in the second wave. */
const failing = ({ workspaces }: World, count: number): readonly string[] =>
  workspaces
    .slice(PILOTS + 2 * CONNECTED.length, -2)
    .flatMap(({ workspaceId }, index) => (index < count ? workspaceId : []));

/** From now on the application cannot be installed on so many desktops. Their ids. */
export function breakDesktops({ simulator }: EmbeddedAws, world: World, count: number): readonly string[] {
  const ids = failing(world, count);
  for (const [index, workspaceId] of ids.entries())
    simulator.failApplication(VISIO, REASONS[index % REASONS.length], { workspaceId });
  return ids;
}

/** What a person does who has read the report. */
export function mendDesktops({ simulator }: EmbeddedAws, ids: readonly string[]): void {
  for (const workspaceId of ids) simulator.failApplication(VISIO, undefined, { workspaceId });
}

/** Some users work late. */
export function connectUsers({ simulator }: EmbeddedAws, { workspaces }: World): void {
  for (const [index, minutes] of CONNECTED.entries()) {
    const workspaceId = workspaces[PILOTS + 1 + 2 * index]?.workspaceId ?? '';
    simulator.setConnection(workspaceId, 'CONNECTED', minutes * MINUTE);
  }
}
