import type { Application, Machine } from '../../lambda/service/workspaces';

/** Whether an application could be installed on a WorkSpace, as far as the service says what that needs. */
export interface Fit {
  /** Undefined if the service does not say enough about the WorkSpace. */
  readonly fits?: boolean;
  /** Why not, or why it is not known. */
  readonly reasons: readonly string[];
}

export function fitOf(application: Application, { compute, operatingSystem }: Machine): Fit {
  const reasons = [
    ...stateReason(application),
    ...lacking('compute type', compute, application.computeTypes),
    ...lacking('operating system', operatingSystem, application.operatingSystems),
  ];
  if (reasons.length > 0) return { fits: false, reasons };
  const unknown = [...(compute ? [] : ['compute type']), ...(operatingSystem ? [] : ['operating system'])];
  if (unknown.length === 0) return { fits: true, reasons };
  return { reasons: unknown.map((what) => `the service does not say the ${what} of the WorkSpace`) };
}

function stateReason({ state }: Application): readonly string[] {
  if (state === 'AVAILABLE') return [];
  return [state === 'UNINSTALL_ONLY' ? 'can only be uninstalled' : `is ${state || 'of unknown state'}`];
}

function lacking(what: string, actual: string | undefined, supported: readonly string[]): readonly string[] {
  return actual === undefined || supported.includes(actual) ? [] : [`does not support ${what} ${actual}`];
}
