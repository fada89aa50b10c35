import { Compute, OperatingSystemName } from '@aws-sdk/client-workspaces';
import type { Observation } from '../service/association';
import { read } from '../service/calls';
import type { Fault } from '../service/faults';
import { clip } from '../service/text';
import type { Application } from '../service/workspaces';
import type { Context } from './outcome';
import { isPending, stageOf } from './states';

const COMPUTE_TYPES: readonly string[] = Object.values(Compute);
const OPERATING_SYSTEMS: readonly string[] = Object.values(OperatingSystemName);

/** Refusals because of what the WorkSpace is, or of what is on it. */
const EXPLAINABLE: readonly string[] = [
  'ComputeNotCompatibleException',
  'OperatingSystemNotCompatibleException',
  'ApplicationNotSupportedException',
  'IncompatibleApplicationsException',
];

/** Where a page of applications ends. */
const PAGE = 25;

/**
 * What the WorkSpace is and what the applications support, if a refusal is about that; else undefined. Makes calls of its
 * own then, and leaves out what they do not return.
 */
export async function explain(
  context: Context,
  fault: Fault,
  seen: Observation,
  applicationId?: string,
): Promise<string | undefined> {
  if (!EXPLAINABLE.includes(fault.exception)) return undefined;
  const { goal, tools } = context;
  const isBesideOthers = fault.exception === 'IncompatibleApplicationsException';
  const asked = applicationId ? [applicationId] : goal.installs.map((install) => install.applicationId);
  const there = isBesideOthers
    ? [...seen.values()].filter(({ state }) => stageOf(state) === 'installed' || isPending(state))
    : [];
  const ids = [...new Set([...asked, ...there.map((association) => association.applicationId)])].slice(0, PAGE);
  const found = await read(tools, 'DescribeApplications', () => tools.workspaces.findApplicationsById(ids));
  const supports = new Map((found.ok ? found.value : []).map((support) => [support.applicationId, support]));
  const wanted = asked.flatMap((id) => supports.get(id) ?? []);
  if (isBesideOthers) {
    const others = there.filter((association) => !asked.includes(association.applicationId));
    const beside = others.map(({ applicationId: id, state }) => `${nameOf(id, supports.get(id))} is ${state}`);
    return sentence([...wanted.map((support) => nameOf(support.applicationId, support)), ...beside]);
  }
  const machine = await read(tools, 'DescribeWorkspaces', () => tools.workspaces.findMachine(goal.workspaceId));
  const parts = machine.ok && machine.value ? [machine.value.compute, machine.value.operatingSystem] : [];
  const known = parts.filter((part) => part !== undefined);
  return sentence([...(known.length > 0 ? [`the WorkSpace is ${known.join(' with ')}`] : []), ...wanted.map(describe)]);
}

function describe(support: Application): string {
  const { computeTypes, operatingSystems, state } = support;
  const isInstallable = state === '' || state === 'AVAILABLE' ? '' : ` is ${state} and`;
  return `${nameOf(support.applicationId, support)}${isInstallable} supports ${describeSupport(computeTypes, COMPUTE_TYPES)} with ${describeSupport(operatingSystems, OPERATING_SYSTEMS)}`;
}

/** A list that is long is said by what is missing from it. */
export function describeSupport(names: readonly string[], all: readonly string[]): string {
  if (names.length === 0) return 'nothing that it lists';
  const missing = all.filter((name) => !names.includes(name));
  if (missing.length === 0) return 'all';
  return names.length > SHORT_LIST && missing.length < names.length
    ? `all but ${missing.join(', ')}`
    : names.join(', ');
}

const SHORT_LIST = 5;

const nameOf = (applicationId: string, support: Application | undefined): string =>
  support?.name ? `${clip(support.name, 80)} (${applicationId})` : applicationId;

const sentence = (parts: readonly string[]): string | undefined =>
  parts.length > 0 ? clip(parts.join('; '), 600) : undefined;
