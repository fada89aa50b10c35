import { waits } from './causes';
import { desktopOf, pairOf } from './desks';
import { isListed } from './living';
import { identityOf } from './marks';
import { checkRebooted } from './outages';
import type { Answer } from './records';
import { concernsOf, DEFAULT_TIMEOUT, isForward, MARKER, propertiesOf, type RequestEvent } from './requests';
import { Violation } from './violation';
import type { SimulatedWorld } from './world';

const SECOND = 1000;
const LONGEST_BODY = 4096;
const SERVICE_TIMEOUT = 3600 * SECOND;
/** What is delivered later leaves CloudFormation less time than the handler has. */
const PUNCTUAL = 30 * SECOND;
/** How many seconds after its own deadline a request is answered: a contact, and what one invocation does in it. */
const SLACK = 6 * 60;
/** How long a permission may take to take effect. */
const GRACE = 120 * SECOND;
/** What is answered was seen this long ago at most. */
const LOOK_TIME = 15 * SECOND;
/** At a deadline, how long ago: the WorkSpace is looked at for the words of the failure, which may take retries. */
const FAREWELL_TIME = 60 * SECOND;

/** What must hold of every answer, also of one that is no longer awaited. */
export function checkAnswer(answer: Answer, world: SimulatedWorld): void {
  const { body, event, isFirst, generation, stackStatus } = answer;
  if (Buffer.byteLength(body) > LONGEST_BODY) throw new Violation(`an answer of ${Buffer.byteLength(body)} bytes`);
  if (isFirst) checkTime(answer, world);
  const { Status: status, Reason: reason, Data: data } = JSON.parse(body);
  // What belongs to an operation that is over is no longer awaited.
  const isAwaited = world.generationOf(String(event.RequestId)) === generation;
  if (status === 'FAILED') {
    if (isAwaited) checkFailure(answer, reason, world);
    return;
  }
  if (isAwaited && isFirst) checkReturn(answer, world);
  if (event.RequestType === 'Delete') return;
  for (const name of ['State', 'Created'])
    if (typeof data?.[name] !== 'string') throw new Violation(`success without the attribute ${name}: ${body}`);
  if (!isAwaited || !isForward(stackStatus)) return;
  checkAttributes(answer, data, world);
  checkSuccess(answer, world);
  checkRebooted(answer, world);
}

/** How many seconds a request has: what goes back gets all the time there is. */
const timeoutOf = ({ event, stackStatus }: Answer): number =>
  isForward(stackStatus) && event.RequestType !== 'Delete' ? propertiesOf(event).timeout : DEFAULT_TIMEOUT;

function checkTime(answer: Answer, world: SimulatedWorld): void {
  const { time, event } = answer;
  const { sent, delivered } = world.timesOf(String(event.RequestId));
  const own = timeoutOf(answer);
  const seconds = (time - delivered) / SECOND;
  const isLate = time - sent > SERVICE_TIMEOUT && delivered - sent < PUNCTUAL;
  if (seconds > own + SLACK || isLate)
    throw new Violation(`answered ${seconds} seconds after it was asked, and had ${own}`);
}

/** A failure waits for whatever the request has set in motion, and for what may still pass. */
function checkFailure(answer: Answer, reason: string, world: SimulatedWorld): void {
  const { event, picture, stackStatus, time } = answer;
  const { installs, absent, removals, restores } = concernsOf(event, stackStatus);
  const { waitForInstallation } = propertiesOf(event);
  const { delivered } = world.timesOf(String(event.RequestId));
  const own = [...installs, ...absent, ...heldOf(removals, event, world)];
  const moving = own.filter((pair) => {
    const { underWaySince = time, aim } = picture.get(pair) ?? {};
    return time - underWaySince > LOOK_TIME && (waitForInstallation || aim === 'UNINSTALL');
  });
  const queued = own.filter((pair) => isQueued(pair, answer));
  if (moving.length > 0 && waits(reason)) throw new Violation(`failed while ${moving} is under way: ${reason}`);
  if (queued.length > 0 && waits(reason)) throw new Violation(`failed while ${queued} is queued: ${reason}`);
  if (reason.includes('AccessDenied') && time - delivered < GRACE)
    throw new Violation(`denied for ${(time - delivered) / SECOND} seconds, and failed already: ${reason}`);
  const isSoughtIn = (states: readonly string[]) => (pair: string) => {
    const { state, lastUpdated } = picture.get(pair) ?? { state: 'REMOVED', lastUpdated: lastTurn(pair, world) };
    return states.includes(state) && time - lastUpdated > FAREWELL_TIME;
  };
  const isMet =
    installs.every(isSoughtIn(waitForInstallation ? ['COMPLETED'] : ['COMPLETED', 'INSTALLING'])) &&
    restores.every((pair) => !picture.get(pair)?.state.startsWith('INSTALL')) &&
    [...absent, ...removals].every(isSoughtIn(['REMOVED']));
  if (!reason.includes('was not done after')) return;
  // What is there can still have to be marked, which waits for a deployment of others, and takes time that is left.
  const isSeen =
    !/is being deployed|no time left to begin|refused with|ResourceInUseException|InvalidParameterValuesException|OperationNotSupportedException/.test(
      reason,
    );
  // The second delivery of a request may end after the first one: the stack is at rest then, or the time is over.
  if (!answer.isFirst) return;
  if (isMet && isSeen) throw new Violation(`it was done, and failed: ${reason}`);
  // The hour of a request begins when CloudFormation sends it.
  const seconds = (time - world.timesOf(String(event.RequestId)).sent) / SECOND;
  if (seconds < timeoutOf(answer)) throw new Violation(`gave up after ${seconds} seconds already: ${reason}`);
}

/** Whether it is to be deployed behind something that is being deployed on its desktop. */
function isQueued(pair: string, { picture, time }: Answer): boolean {
  const { state = '', lastUpdated = time } = picture.get(pair) ?? {};
  if (!state.startsWith('PENDING') || time - lastUpdated <= LOOK_TIME) return false;
  return [...picture].some(
    ([other, { underWaySince = time }]) => desktopOf(other) === desktopOf(pair) && time - underWaySince > LOOK_TIME,
  );
}

/** Who has taken back what was done does not leave the desktop in the middle of it. */
function checkReturn(answer: Answer, world: SimulatedWorld): void {
  const { event, picture, generation, stackStatus, time } = answer;
  if ((isForward(stackStatus) && event.RequestType !== 'Delete') || event.PhysicalResourceId === MARKER) return;
  // When what is taken back began.
  const began = world.beganAt(String(event.StackId), generation - 1);
  const { installs, absent, removals } = concernsOf(event, stackStatus);
  const awaited = propertiesOf(event).waitForInstallation ? installs : [];
  const moving = [...awaited, ...absent, ...onlyHeldOf(removals, answer, world)].filter((pair) => {
    const { underWaySince = time } = picture.get(pair) ?? {};
    // What a colleague or another stack has set in motion on the WorkSpace from which it moved, a rollback does not wait for.
    const isItsOwn =
      !world.desktops.book.hasLost(pair) &&
      !world.desktops.hasMeddled(pair) &&
      !isTouchedByOther(pair, event, world, began);
    return isItsOwn && time - underWaySince > LOOK_TIME;
  });
  if (moving.length > 0) throw new Violation(`success in ${stackStatus} while ${moving} is under way`);
}

/** What the resource of a request has held of the applications: the rest is not its to remove. */
function heldOf(pairs: readonly string[], { PhysicalResourceId: id }: RequestEvent, { desktops }: SimulatedWorld) {
  const { token = '' } = identityOf(id) ?? {};
  return pairs.filter((pair) => desktops.book.heldBy(token).has(pair));
}

/** Those that no other resource which CloudFormation had at the time ever held: what others hold is left to them, whatever moves. */
function onlyHeldOf(pairs: readonly string[], { event, time }: Answer, world: SimulatedWorld) {
  const { token = '' } = identityOf(event.PhysicalResourceId) ?? {};
  const goesLater = (other: string) =>
    world.answers.some(
      (one) =>
        one.time > time &&
        one.event.RequestType === 'Delete' &&
        identityOf(one.event.PhysicalResourceId)?.token === other,
    );
  const isShared = (pair: string) =>
    world.desktops.book
      .holdersOf(pair)
      .some((other) => other !== token && (isListed(world, { pair, token: other }) || goesLater(other)));
  return heldOf(pairs, event, world).filter((pair) => !isShared(pair));
}

/** When something was last deployed on the desktop of a pair: of what has vanished it is not known. */
const lastTurn = (pair: string, { simulator }: SimulatedWorld): number =>
  Math.max(0, ...simulator.deploymentsOf(pair.split(' ')[0] ?? '').map(({ end = Number.POSITIVE_INFINITY }) => end));

/** A template is told when the newest of its applications came, and the state of the first that is not installed. */
function checkAttributes(
  { event, picture, time }: Answer,
  { State: state, Created: created }: Readonly<Record<string, string>>,
  world: SimulatedWorld,
): void {
  const { installed } = propertiesOf(event);
  const isDisguised = (pair: string) => (world.desktops.disguises.get(pair) ?? 0) > time - LOOK_TIME;
  // Nothing is known any more of what is on a WorkSpace that goes.
  if (installed.some((pair) => !world.desktops.exists(desktopOf(pair)))) return;
  if (installed.some((pair) => world.desktops.hasMeddled(pair) || isDisguised(pair))) return;
  const found = installed.map((pair) => picture.get(pair));
  const { timestamps } = world.simulator.readings;
  const newest = Math.max(0, ...found.map((association) => association?.created ?? 0));
  const isTold = timestamps !== 'none' && timestamps !== 'no Created' && newest > 0;
  if (isTold ? !(Math.abs(Date.parse(created ?? '') - newest) <= SECOND) : created !== '')
    throw new Violation(`Created is '${created}' for ${installed} of ${new Date(newest).toISOString()}`);
  if (found.some((association) => time - (association?.lastUpdated ?? 0) < LOOK_TIME)) return;
  const states = found.map((association) => association?.state ?? 'ABSENT');
  if (state !== (states.find((other) => other !== 'COMPLETED') ?? 'COMPLETED'))
    throw new Violation(`State is '${state}' for ${installed} in ${states}`);
}

/** Whether an install runs, or has just ended: for who does not wait, its turn may come later, or have failed. */
function isDeployed(pair: string, time: number, { simulator }: SimulatedWorld): boolean {
  const [desktop = '', id] = pair.split(' ');
  return simulator
    .deploymentsOf(desktop)
    .some(
      ({ begin, end = Number.POSITIVE_INFINITY, applications }) =>
        begin <= time &&
        end > time - LOOK_TIME &&
        applications.some(({ applicationId, aim }) => applicationId === id && aim === 'INSTALL'),
    );
}

const isTouchedByOther = (
  pair: string,
  { StackId: stackId }: RequestEvent,
  { changes }: SimulatedWorld,
  since = 0,
): boolean =>
  changes.some(
    ({ requester, workspaceId, applicationId = '', wasEffective, time }) =>
      wasEffective && time >= since && requester.stackId !== stackId && pairOf(workspaceId, applicationId) === pair,
  );

/** What was to be installed is installed when success is answered, or at least under way if that is enough. */
function checkSuccess({ event, picture, time, stackStatus }: Answer, world: SimulatedWorld): void {
  const { installs, absent } = concernsOf(event, stackStatus);
  const { waitForInstallation } = propertiesOf(event);
  const { sent } = world.timesOf(String(event.RequestId));
  for (const pair of installs) {
    const { state = 'ABSENT' } = picture.get(pair) ?? {};
    if (state === 'COMPLETED' || world.desktops.hasMeddled(pair, sent)) continue;
    if (!world.desktops.exists(desktopOf(pair))) continue;
    // What is adopted is not held: another stack that declares it absent uninstalls it.
    if (!world.witness.isOurs(world.ghosts.of(pair)) && isTouchedByOther(pair, event, world)) continue;
    if (!waitForInstallation && (state === 'INSTALLING' || isDeployed(pair, time, world))) continue;
    throw new Violation(`success is answered while ${pair} is ${state}`);
  }
  for (const pair of absent) {
    const { state = 'REMOVED' } = picture.get(pair) ?? {};
    if (state === 'REMOVED' || world.desktops.hasMeddled(pair, sent)) continue;
    // Another stack declares it, and has registered it a moment ago.
    if (isTouchedByOther(pair, event, world, time - LOOK_TIME)) continue;
    throw new Violation(`success is answered while ${pair}, declared absent, is ${state}`);
  }
}
