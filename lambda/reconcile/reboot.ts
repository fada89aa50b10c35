import { REBOOT_TAG } from '../contract/applications';
import { type Association, type Observation, timeOf } from '../service/association';
import { type Result, read } from '../service/calls';
import type { Fault } from '../service/faults';
import { wholeSecond } from '../stack/identity';
import { isRollingBack } from '../stack/operation';
import { type Context, MINUTE, type Outcome, wait } from './context';
import { afterRefusal } from './refusals';
import { sessionInTheWay } from './sessions';
import { isMoving, prospectOf } from './states';

/** How long until a WorkSpace that was asked to reboot surely says so. */
const BEGINNING = MINUTE;
/** How long another request that marks at the same moment takes to show. */
const SETTLING = 5_000;

/** Makes a call that changes the WorkSpace, once, if the stack still wants it. */
type Change = <T>(operation: string, call: () => Promise<T>) => Promise<Result<T>>;

/** For which installation a reboot was asked for, when, and by which request. */
interface Mark {
  readonly installed: number;
  readonly at: number;
  readonly requestId: string;
}

const formatMark = ({ installed, at, requestId }: Mark): string =>
  `${new Date(installed).toISOString()} / ${new Date(at).toISOString()} / ${requestId}`;

function parseMark(text: string | undefined): Mark | undefined {
  const [installed = '', at = '', requestId = ''] = (text ?? '').split(' / ');
  const mark = { installed: Date.parse(installed), at: Date.parse(at), requestId };
  return Number.isNaN(mark.installed + mark.at) ? undefined : mark;
}

/**
 * Reboots the WorkSpace after a deployment that installed something, once for all that was installed together, and waits
 * until it is back. Undefined if there is nothing to do, or no more. Whatever else it answers than waiting means that there
 * is no reboot: see {@link withoutReboot}.
 */
export async function rebootAfter(context: Context, seen: Observation, change: Change): Promise<Outcome | undefined> {
  const { goal, request, operation, deadline, tools } = context;
  // What a rollback brings back was there before, and its user has been thrown out often enough.
  if (!request.declared?.rebootAfterInstallation || isRollingBack(operation)) return undefined;
  const installed = goal.installs.flatMap(({ applicationId }) => seen.get(applicationId) ?? []);
  if (installed.some((association) => timeOf(association, 'latest') === undefined))
    return { kind: 'fail', reason: 'the service does not say when the applications were installed' };
  const own = latestOf(installed);
  if (own < wholeSecond(operation.began)) return undefined;
  const found = await readMark(context, tools.until);
  if (!found.ok) return afterRefusal(context, found.fault, 'DescribeTags');
  const mark = parseMark(found.value);
  if (mark && (mark.installed >= own || mark.requestId === request.requestId)) return untilBack(context, mark);
  const obstacle = await obstacleTo(context, seen);
  if (obstacle === 'needless') return undefined;
  if (obstacle) return obstacle;
  return tools.clock.now() < deadline
    ? reboot(context, latestOf([...seen.values()]), found.value, change)
    : wait('there was no time left');
}

/** The mark of the WorkSpace, as it stands there. Tried until then. */
const readMark = ({ goal, tools }: Context, until: number): Promise<Result<string | undefined>> =>
  read({ ...tools, until }, 'DescribeTags', () => tools.workspaces.findTag(goal.workspaceId, REBOOT_TAG));

/** When the last of them was installed. */
const latestOf = (associations: readonly Association[]): number =>
  Math.max(
    0,
    ...associations
      .filter(({ state }) => state === 'COMPLETED')
      .map((association) => timeOf(association, 'latest') ?? 0),
  );

/** The WorkSpace was asked to reboot: waits until it has. */
async function untilBack({ goal, tools }: Context, { at }: Mark): Promise<Outcome | undefined> {
  if (tools.clock.now() < at + BEGINNING) return wait('the WorkSpace is about to reboot');
  const look = await read(tools, 'DescribeWorkspaces', () => tools.workspaces.findState(goal.workspaceId));
  const state = look.ok ? look.value : 'of unknown state';
  const prospect = prospectOf(state);
  return prospect === 'ready' || prospect === 'stopped' || prospect === 'gone'
    ? undefined
    : wait(`the WorkSpace is ${state} after its reboot`);
}

/** What the reboot has to wait for; `needless` where none is of use. */
async function obstacleTo(context: Context, seen: Observation): Promise<Outcome | 'needless' | undefined> {
  const { goal, tools } = context;
  const moving = [...seen.values()].find(({ state }) => isMoving(state));
  if (moving) return wait(`${moving.applicationId} is being deployed: the reboot comes after it`);
  const look = await read(tools, 'DescribeWorkspaces', () => tools.workspaces.findState(goal.workspaceId));
  if (!look.ok) return afterRefusal(context, look.fault, 'DescribeWorkspaces');
  const prospect = prospectOf(look.value);
  // The next start of a stopped one does what a reboot would.
  if (prospect === 'stopped' || prospect === 'gone') return 'needless';
  return prospect === 'ready' ? sessionInTheWay(context) : wait(`the WorkSpace is ${look.value}`);
}

/** @param former the mark that was found, which must be there still: the looks since may have taken their time */
async function reboot(
  context: Context,
  installed: number,
  former: string | undefined,
  change: Change,
): Promise<Outcome> {
  const { goal, request, tools } = context;
  const present = await readMark(context, tools.clock.now());
  if (!present.ok) return afterRefusal(context, present.fault, 'DescribeTags');
  if (present.value !== former) return wait('another request reboots the WorkSpace');
  const mark = formatMark({ installed, at: tools.clock.now(), requestId: request.requestId });
  const write = (value: string) =>
    change('CreateTags', () => tools.workspaces.tag(goal.workspaceId, REBOOT_TAG, value));
  // The mark comes first: should we die in between, a reboot is missing, which is less than a session ended for nothing.
  const written = await write(mark);
  if (!written.ok) return afterRefusal(context, written.fault, 'CreateTags');
  let isMissing = true;
  try {
    await tools.clock.sleep(SETTLING);
    const kept = await readMark(context, tools.clock.now());
    if (!kept.ok) return wait(`DescribeTags was refused with ${kept.fault.exception}`);
    if (kept.value !== mark) {
      isMissing = parseMark(kept.value) === undefined;
      return wait('another request reboots the WorkSpace');
    }
    const rebooted = await change('RebootWorkspaces', () => tools.workspaces.reboot(goal.workspaceId));
    if (!rebooted.ok && !(await hasHappened(context, rebooted.fault))) {
      isMissing = !(await write('refused')).ok;
      return afterRefusal(context, rebooted.fault, 'RebootWorkspaces');
    }
    isMissing = false;
  } finally {
    // With the mark in place and no reboot, none follows.
    if (isMissing) withoutReboot(context, wait('a call between the mark and the reboot was refused'));
  }
  tools.log('INFO', 'rebooting: the session of the user ends', { workspace: goal.workspaceId });
  return wait('the WorkSpace is about to reboot');
}

/** Everything is installed: to fail now would uninstall it, and cost two more outages. */
export function withoutReboot({ goal, tools }: Context, outcome: Outcome): void {
  tools.log('WARN', 'not rebooted: reboot the WorkSpace if a licence is not active', {
    workspace: goal.workspaceId,
    why: outcome.kind === 'wait' ? outcome.why : outcome.kind === 'fail' ? outcome.reason : undefined,
  });
}

/** The answer may be lost of a call that was carried out. */
async function hasHappened({ goal, tools }: Context, fault: Fault): Promise<boolean> {
  if (fault.kind !== 'transient') return false;
  for (const until = tools.clock.now() + BEGINNING; tools.clock.now() < until; ) {
    await tools.clock.sleep(2 * SETTLING);
    const look = await read(tools, 'DescribeWorkspaces', () => tools.workspaces.findState(goal.workspaceId));
    // What cannot be seen may have happened: a reboot too few is less than one too many.
    if (!look.ok || look.value === 'REBOOTING') return true;
  }
  return false;
}
