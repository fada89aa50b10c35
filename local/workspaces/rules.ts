import type { Application } from './catalogue';
import type { Association, Desktop } from './desktop';
import {
  applicationNotSupported,
  busy,
  computeNotCompatible,
  incompatibleApplications,
  operatingSystemNotCompatible,
  operationNotSupported,
  resourceNotFound,
} from './errors';
import type { Readings } from './readings';
import { ASSOCIATION_STATES, type Readiness, WORKSPACE_STATES } from './states';

export const readinessOf = (desktop: Desktop): Readiness => WORKSPACE_STATES[desktop.state.latest];

/**
 * Refuses what no WorkSpace in this state can do. `stopped` is left to the caller: registering is fine then, deploying
 * may not be.
 */
export function refuseUnready(desktop: Desktop, reading: Readings['busy']): void {
  const readiness = readinessOf(desktop);
  if (readiness === 'gone') throw resourceNotFound(desktop.id);
  if (readiness === 'never') throw operationNotSupported(`The WorkSpace is in state ${desktop.state.latest}.`);
  if (readiness === 'busy') throw busy(reading, desktop.id);
}

/** Refuses an application that cannot run on this kind of WorkSpace. */
export function refuseUnfit(application: Application, desktop: Desktop): void {
  if (application.state !== 'AVAILABLE') throw applicationNotSupported();
  if (!application.operatingSystems.includes(desktop.spec.operatingSystem)) throw operatingSystemNotCompatible();
  if (!application.computeTypes.includes(desktop.spec.computeType)) throw computeNotCompatible();
}

/** The products of one line must match in edition and release. Office, Visio and Project are one line. */
export function areRivals(one: Application, other: Application): boolean {
  if (one.applicationId === other.applicationId || !one.line || one.line.name !== other.line?.name) return false;
  return one.line.edition !== other.line.edition || one.line.release !== other.line.release;
}

export function refuseRivals(application: Application, beside: readonly (Application | undefined)[]): void {
  if (beside.some((other) => other && areRivals(application, other))) throw incompatibleApplications();
}

/** Whether an association stands in the way of a rival at the time of Associate. */
export function occupies(association: Association, swap: Readings['swap']): boolean {
  const { pending, moving } = ASSOCIATION_STATES[association.state];
  if ((pending ?? moving) === 'INSTALL') return true;
  if ((pending ?? moving) === 'UNINSTALL' && swap === 'in one deployment') return false;
  return association.installed;
}
