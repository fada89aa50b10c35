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
  const unfit = wanted.filter(({ state }) => state !== '' && state !== 'AVAILABLE');
  // What can be installed nowhere needs no word about this WorkSpace.
  if (unfit.length > 0) return sentence(unfit.map((one) => `${nameOf(one.applicationId, one)} is ${one.state}`));
  const machine = await read(tools, 'DescribeWorkspaces', () => tools.workspaces.findMachine(goal.workspaceId));
  const parts = partsOf(fault);
  const known = machine.ok && machine.value ? parts.flatMap((part) => machine.value?.[part] ?? []) : [];
  return sentence([
    ...(known.length > 0 ? [`the WorkSpace is ${known.join(' with ')}`] : []),
    ...wanted.map((support) => describe(support, parts)),
  ]);
}

const PARTS = ['compute', 'operatingSystem'] as const;
type Part = (typeof PARTS)[number];

/** What of a machine the refusal is about. */
function partsOf({ exception }: Fault): readonly Part[] {
  if (exception === 'ComputeNotCompatibleException') return ['compute'];
  return exception === 'OperatingSystemNotCompatibleException' ? ['operatingSystem'] : PARTS;
}

function describe(support: Application, parts: readonly Part[]): string {
  const lists: Record<Part, string> = {
    compute: describeSupport(support.computeTypes, COMPUTE_TYPES),
    operatingSystem: describeSupport(support.operatingSystems, OPERATING_SYSTEMS),
  };
  const supported = parts.map((part) => lists[part]).join(' with ');
  return `${nameOf(support.applicationId, support)} supports ${supported}`;
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
