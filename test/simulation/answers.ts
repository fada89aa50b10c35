import { waits } from './causes';
import { checkRebooted } from './outages';
import { isBlind } from './plan';
import type { Answer } from './records';
import { concernsOf, DEFAULT_TIMEOUT, isForward, propertiesOf } from './requests';
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

/** What must hold of every answer, also of one that nobody waits for any more. */
export function checkAnswer(answer: Answer, world: SimulatedWorld): void {
  const { body, event, isFirst, generation, stackStatus } = answer;
  if (Buffer.byteLength(body) > LONGEST_BODY) throw new Violation(`an answer of ${Buffer.byteLength(body)} bytes`);
  if (isFirst) checkTime(answer, world);
  const { Status: status, Reason: reason, Data: data } = JSON.parse(body);
  // Nobody waits any more for what belongs to an operation that is over.
  const isAwaited = world.generationOf(String(event.RequestId)) === generation;
  if (status === 'FAILED') {
    if (isAwaited) checkFailure(answer, reason, world);
    return;
  }
  if (event.RequestType === 'Delete') return;
  for (const name of ['State', 'Created'])
    if (typeof data?.[name] !== 'string') throw new Violation(`success without the attribute ${name}: ${body}`);
  if (!isAwaited || !isForward(stackStatus)) return;
  checkSuccess(answer, world);
  checkRebooted(answer, world);
}

function checkTime({ time, event, stackStatus }: Answer, world: SimulatedWorld): void {
  const { sent, delivered } = world.timesOf(String(event.RequestId));
  const own = isForward(stackStatus) && event.RequestType !== 'Delete' ? propertiesOf(event).timeout : DEFAULT_TIMEOUT;
  const seconds = (time - delivered) / SECOND;
  const isLate = time - sent > SERVICE_TIMEOUT && delivered - sent < PUNCTUAL;
  if (seconds > own + SLACK || isLate)
    throw new Violation(`answered ${seconds} seconds after it was asked, and had ${own}`);
}

/** A failure waits for whatever the request has set in motion, and for what may still pass. */
function checkFailure({ event, picture, stackStatus, time }: Answer, reason: string, world: SimulatedWorld): void {
  const { installs, absent, removals } = concernsOf(event, stackStatus);
  const { waitForInstallation } = propertiesOf(event);
  const { delivered } = world.timesOf(String(event.RequestId));
  const moving = [...installs, ...absent, ...removals].filter((pair) => {
    const { underWaySince = time, aim } = picture.get(pair) ?? {};
    return (
      !isBlind(world.simulator.readings) &&
      time - underWaySince > LOOK_TIME &&
      (waitForInstallation || aim === 'UNINSTALL')
    );
  });
  if (moving.length > 0 && waits(reason)) throw new Violation(`failed while ${moving} is under way: ${reason}`);
  if (reason.includes('AccessDenied') && time - delivered < GRACE)
    throw new Violation(`denied for ${(time - delivered) / SECOND} seconds, and failed already: ${reason}`);
  const isSoughtIn = (states: readonly string[]) => (pair: string) => {
    const { state, lastUpdated } = picture.get(pair) ?? { state: 'REMOVED', lastUpdated: lastTurn(pair, world) };
    return states.includes(state) && time - lastUpdated > FAREWELL_TIME;
  };
  const isMet =
    installs.every(isSoughtIn(waitForInstallation ? ['COMPLETED'] : ['COMPLETED', 'INSTALLING'])) &&
    [...absent, ...removals].every(isSoughtIn(['REMOVED']));
  const isSeen = !/refused with|ResourceInUseException/.test(reason);
  if (reason.includes('was not done after') && isMet && isSeen)
    throw new Violation(`it was done, and failed: ${reason}`);
}

/** When something was last deployed on the desktop of a pair: what has vanished does not tell when it did. */
const lastTurn = (pair: string, { simulator }: SimulatedWorld): number =>
  Math.max(0, ...simulator.deploymentsOf(pair.split(' ')[0] ?? '').map(({ end = Number.POSITIVE_INFINITY }) => end));

/** What was to be installed is installed when success is answered, or at least under way if that is enough. */
function checkSuccess({ event, picture, time, stackStatus }: Answer, world: SimulatedWorld): void {
  const { installs, absent } = concernsOf(event, stackStatus);
  const { waitForInstallation } = propertiesOf(event);
  const { sent } = world.timesOf(String(event.RequestId));
  for (const pair of installs) {
    const { state = 'ABSENT', lastUpdated = 0 } = picture.get(pair) ?? {};
    if (state === 'COMPLETED' || world.hasMeddled(pair, sent)) continue;
    if (!waitForInstallation && (state === 'INSTALLING' || time - lastUpdated < LOOK_TIME)) continue;
    throw new Violation(`success is answered while ${pair} is ${state}`);
  }
  for (const pair of absent) {
    const { state = 'REMOVED' } = picture.get(pair) ?? {};
    if (state === 'REMOVED' || world.hasMeddled(pair, sent)) continue;
    throw new Violation(`success is answered while ${pair}, declared absent, is ${state}`);
  }
}
