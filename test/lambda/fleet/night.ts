import type { FleetDeclaration } from '../../../lambda/contract/fleet';
import type { Report } from '../../../lambda/fleet/report';
import type { WorkspaceSpec } from '../../../local/workspaces';
import { FleetWorld, type FleetWorldOptions } from '../../../testkit/fleet-world';
import { APP, declared } from './builders';

export const OPENING = Date.UTC(2026, 0, 5, 21);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** The window lasts six hours, and its cutoff is one. */
export const CUTOFF = OPENING + 5 * HOUR;
export const DISK = 'ValidationError.InsufficientDiskSpace';

export const idOf = (index: number): string => `ws-${String(index).padStart(8, '0')}`;
export const desks = (count: number, more: (index: number) => Partial<WorkspaceSpec> = () => ({})): WorkspaceSpec[] =>
  Array.from({ length: count }, (_, index) => ({ workspaceId: idOf(index), userName: `user${index}`, ...more(index) }));

/** A fleet of some desktops that wants Visio on them. */
export const fleetOf = (
  count: number,
  declaration: Partial<FleetDeclaration> = {},
  more: Partial<FleetWorldOptions> = {},
) => new FleetWorld({ opening: OPENING, desktops: desks(count), declaration: declared(declaration), ...more });

export const classesIn = ({ desktops }: Report): Record<string, string> =>
  Object.fromEntries(desktops.map((line) => [line.workspaceId, line.class]));

/** The mark of a fleet of another stack. */
export const fleetMark = (workspaceId: string, name: string) => ({
  [`cdk-workspaces-applications:${APP}:0123456789abcdef.fleet`]: `1 holds ${workspaceId} at=2026-01-05T20:00:00Z try=x op=mm0 root= by=fleet/${name}`,
});

/** No wish of the fleet is left that another deployment would carry out. */
export function expectNothingPending({ simulator }: FleetWorld, count: number): void {
  const states = desks(count).map(({ workspaceId }) => simulator.state(workspaceId, APP));
  expect(states.filter((state) => state.startsWith('PENDING'))).toEqual([]);
}
