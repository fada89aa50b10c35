import { type Association, type Observation, timeOf } from '../service/association';
import { mayHaveHappened, type Refused, type Result, read } from '../service/calls';
import { isHold, marksOf, REBOOT_TAG, type Tag } from '../service/marks';
import { MINUTE, SECOND, wholeSecond } from '../service/time';
import { isMine } from './goal';
import { type Context, type Outcome, wait } from './outcome';
import { afterRefusal, observeWorkspace } from './refusals';
import { sessionInTheWay } from './sessions';
import { isMoving, prospectOf, stageOf } from './states';

const WRITE = 'CreateTags';
const REBOOT = 'RebootWorkspaces';

/** How long until a WorkSpace that was asked to reboot surely says so. */
const BEGINNING = MINUTE;
/**
 * How long another request that marks at the same moment takes to show: what is read lags what is written by seconds, for the other
 * one as well.
 */
const SETTLING = 15 * SECOND;

/** The step has made about as many calls by now as the service takes at once: so long until it takes two more, of two a second. */
const REFILL = 2 * SECOND;

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
 * until it is back. Undefined if there is nothing to do, or no more. Any outcome but a wait means that there is no
 * reboot: see {@link withoutReboot}.
 */
export async function rebootAfter(context: Context, seen: Observation, change: Change): Promise<Outcome | undefined> {
  const { goal, terms, tools } = context;
  if (!terms.reboot) return undefined;
  const installed = goal.installs.flatMap(({ applicationId }) => seen.get(applicationId) ?? []);
  if (installed.some((association) => timeOf(association) === undefined))
    return { kind: 'fail', reason: 'the service does not say when the applications were installed' };
  if (latestOf(installed) < wholeSecond(terms.operationStartedAt)) return undefined;
  const found = await readTags(context, tools.until);
  if (!found.ok) return afterRefusal(context, found);
  const former = rebootMarkIn(found.value);
  const mark = parseMark(former);
  // Whatever the marks of others say by now: it was asked for.
  if (mark?.requestId === terms.requestId) return untilBack(context, mark);
  const own = latestOf(installed.filter((association) => isInstalledNow(association, found.value, context)));
  if (own < wholeSecond(terms.operationStartedAt)) return undefined;
  if (mark && mark.installed >= own) return untilBack(context, mark);
  const obstacle = await obstacleTo(context, seen);
  if (obstacle === 'needless') return undefined;
  if (obstacle) return obstacle;
  return tools.clock.now() < terms.deadline
    ? reboot(context, latestOf([...seen.values()]), former, change)
    : wait('there was no time left');
}

/** Tried until then. */
const readTags = ({ goal, tools }: Context, until: number): Promise<Result<readonly Tag[]>> =>
  read({ ...tools, until }, 'DescribeTags', () => tools.workspaces.findTags(goal.workspaceId));

const rebootMarkIn = (tags: readonly Tag[]): string | undefined => tags.find(({ key }) => key === REBOOT_TAG)?.value;

/** The mark of the WorkSpace, as it stands there. */
async function readMark(context: Context): Promise<Result<string | undefined>> {
  const found = await readTags(context, context.tools.clock.now());
  return found.ok ? { ok: true, value: rebootMarkIn(found.value) } : found;
}

/**
 * Whether the operation has installed what changed during it. A removal that is taken back changes the time too, and
 * installs nothing: no mark says that it was deployed. What is adopted has no mark of the holder.
 */
function isInstalledNow(
  { applicationId }: Association,
  tags: readonly Tag[],
  { goal: { workspaceId }, terms }: Context,
): boolean {
  const holds = marksOf(tags, workspaceId).filter((mark) => mark.applicationId === applicationId && isHold(mark));
  return !holds.some((mark) => isMine(terms, mark)) || holds.some(({ attempt }) => terms.isOfOperation(attempt));
}

/** When the last of them was installed. */
const latestOf = (associations: readonly Association[]): number =>
  Math.max(
    0,
    ...associations
      .filter(({ state }) => stageOf(state) === 'installed')
      .map((association) => timeOf(association) ?? 0),
  );

/** The WorkSpace was asked to reboot: waits until it has. */
async function untilBack(context: Context, { at }: Mark): Promise<Outcome | undefined> {
  if (context.tools.clock.now() < at + BEGINNING) return wait('the WorkSpace is about to reboot');
  const look = await observeWorkspace(context);
  const state = look.ok ? look.value : 'of unknown state';
  const prospect = prospectOf(state);
  return prospect === 'ready' || prospect === 'stopped' || prospect === 'gone'
    ? undefined
    : wait(`the WorkSpace is ${state} after its reboot`);
}

/** What the reboot has to wait for; `needless` where none is of use. */
async function obstacleTo(context: Context, seen: Observation): Promise<Outcome | 'needless' | undefined> {
  const moving = [...seen.values()].find(({ state }) => isMoving(state));
  if (moving) return wait(`${moving.applicationId} is being deployed: the reboot comes after it`);
  const look = await observeWorkspace(context);
  if (!look.ok) return afterRefusal(context, look);
  const prospect = prospectOf(look.value);
  // The next start of a stopped one does what a reboot would.
  if (prospect === 'stopped' || prospect === 'gone') return 'needless';
  return prospect === 'ready' ? sessionInTheWay(context) : wait(`the WorkSpace is ${look.value}`);
}

/** @param former the mark that was found, which must still be there: the observations since may have taken their time */
async function reboot(
  context: Context,
  installed: number,
  former: string | undefined,
  change: Change,
): Promise<Outcome> {
  const { goal, terms, tools } = context;
  await tools.clock.sleep(REFILL);
  const present = await readMark(context);
  if (!present.ok) return afterRefusal(context, present);
  if (present.value !== former) return wait('another request reboots the WorkSpace');
  const mark = formatMark({ installed, at: tools.clock.now(), requestId: terms.requestId });
  const write = (value: string) =>
    change(WRITE, () => tools.workspaces.tag(goal.workspaceId, [{ key: REBOOT_TAG, value }]));
  // The mark comes first: after a crash in between a reboot is missing, which is less than a session ended for nothing.
  const written = await write(mark);
  if (!written.ok) return afterRefusedChange(context, written);
  let isMissing = true;
  try {
    const { outcome, isRebooted } = await rebootMarked(context, mark, change, write);
    isMissing = !isRebooted;
    return outcome;
  } finally {
    // With the mark in place and no reboot, none follows.
    if (isMissing) withoutReboot(context, wait('a call between the mark and the reboot was refused'));
  }
}

interface Attempt {
  readonly outcome: Outcome;
  /** Whether this or another request reboots, or a later one will. */
  readonly isRebooted: boolean;
}

/** Of two requests that mark at the same moment, the one whose mark stays reboots. */
async function rebootMarked(
  context: Context,
  mark: string,
  change: Change,
  write: (value: string) => Promise<Result<void>>,
): Promise<Attempt> {
  const { goal, tools } = context;
  await tools.clock.sleep(SETTLING);
  const kept = await readMark(context);
  if (!kept.ok)
    return { outcome: wait(`${kept.operation} was refused with ${kept.fault.exception}`), isRebooted: false };
  if (kept.value !== mark) {
    const isOthers = parseMark(kept.value) !== undefined;
    return { outcome: wait('another request reboots the WorkSpace'), isRebooted: isOthers };
  }
  const inTheWay = await sessionInTheWay(context);
  if (inTheWay) return { outcome: inTheWay, isRebooted: (await write('refused')).ok };
  const rebooted = await change(REBOOT, () => tools.workspaces.reboot(goal.workspaceId));
  if (!rebooted.ok && !(await hasHappened(context, rebooted))) {
    const isTakenBack = (await write('refused')).ok;
    return { outcome: await afterRefusedChange(context, rebooted), isRebooted: isTakenBack };
  }
  tools.log('INFO', 'rebooting: the session of the user ends', { workspace: goal.workspaceId });
  return { outcome: wait('the WorkSpace is about to reboot'), isRebooted: true };
}

/** A guard that could not find out ends no reboot: it is tried again at the next step. */
async function afterRefusedChange(context: Context, refused: Refused): Promise<Outcome> {
  const isOwn = refused.operation === WRITE || refused.operation === REBOOT;
  return isOwn
    ? afterRefusal(context, refused)
    : wait(`${refused.operation} was refused with ${refused.fault.exception}`);
}

/** Everything is installed: to fail now would uninstall it, and cost two more outages. */
export function withoutReboot({ goal, tools }: Context, outcome: Outcome): void {
  tools.log('WARN', 'not rebooted: reboot the WorkSpace if a licence is not active', {
    workspace: goal.workspaceId,
    why: outcome.kind === 'wait' ? outcome.why : outcome.kind === 'fail' ? outcome.reason : undefined,
  });
}

/** Whether a call whose answer was lost was carried out. */
async function hasHappened(context: Context, refused: Refused): Promise<boolean> {
  const { clock, until } = context.tools;
  if (!mayHaveHappened(refused, REBOOT)) return false;
  for (const end = clock.now() + BEGINNING; clock.now() < end; ) {
    // What cannot be observed, or not before the function is ended, may have happened: a reboot too few is less than one too many.
    if (clock.now() >= until) return true;
    await clock.sleep(2 * SETTLING);
    const state = await observeWorkspace(context);
    if (!state.ok || state.value === 'REBOOTING') return true;
  }
  return false;
}
