import { waits } from './causes';
import { Violation } from './violation';
import type { Answer, SimulatedWorld } from './world';

const SECOND = 1000;
const LONGEST_BODY = 4096;
const SERVICE_TIMEOUT = 3600;
const DEFAULT_TIMEOUT = 3300;
/** How many seconds after its own deadline a request is answered: a delivery, a contact, and what one invocation does in it. */
const SLACK = 10 * 60;
/** What is answered was seen this long ago at most. */
const LOOK_TIME = 15 * SECOND;

/** What must hold of every answer, also of one that nobody waits for any more. */
export function checkAnswer(answer: Answer, world: SimulatedWorld): void {
  const { body, event } = answer;
  if (Buffer.byteLength(body) > LONGEST_BODY) throw new Violation(`an answer of ${Buffer.byteLength(body)} bytes`);
  if (answer.isFirst) checkTime(answer, world);
  const { Status: status, Reason: reason, Data: data } = JSON.parse(body);
  if (status === 'FAILED') checkFailure(answer, reason);
  if (status === 'FAILED' || event.RequestType === 'Delete') return;
  for (const name of ['State', 'Created'])
    if (typeof data?.[name] !== 'string') throw new Violation(`success without the attribute ${name}: ${body}`);
  if (isForward(answer) && world.generationOf(String(event.RequestId)) === answer.generation)
    checkSuccess(answer, world);
}

function checkTime({ time, event, ...answer }: Answer, world: SimulatedWorld): void {
  const seconds = (time - world.askedAt(String(event.RequestId))) / SECOND;
  const own = isForward(answer) && event.RequestType !== 'Delete' ? propertiesOf(event).timeout : DEFAULT_TIMEOUT;
  if (seconds <= Math.min(own + SLACK, SERVICE_TIMEOUT)) return;
  throw new Violation(`answered ${seconds} seconds after it was asked, and had ${own}`);
}

/** A failure waits for whatever the request has set in motion, unless there is no time left or nothing can be seen. */
function checkFailure({ event, picture }: Answer, reason: string): void {
  const { waitForInstallation } = propertiesOf(event);
  const moving = concernsOf(event).filter((pair) => {
    const { isUnderWay, aim } = picture.get(pair) ?? {};
    return isUnderWay && (waitForInstallation || aim === 'UNINSTALL');
  });
  if (moving.length > 0 && waits(reason)) throw new Violation(`failed while ${moving} is under way: ${reason}`);
}

/** What was to be installed is installed when success is answered, or at least under way if that is enough. */
function checkSuccess({ event, picture, time }: Answer, world: SimulatedWorld): void {
  const { pairs, absent, waitForInstallation } = propertiesOf(event);
  const old = propertiesOf(event, 'OldResourceProperties');
  const added = (now: readonly string[], before: readonly string[]) =>
    now.filter((pair) => !before.includes(pair) && !world.touched.has(pair));
  for (const pair of added(pairs, old.pairs)) {
    const { state = 'ABSENT', lastUpdated = 0 } = picture.get(pair) ?? {};
    if (state === 'COMPLETED') continue;
    if (!waitForInstallation && (state === 'INSTALLING' || time - lastUpdated < LOOK_TIME)) continue;
    throw new Violation(`success is answered while ${pair} is ${state}`);
  }
  for (const pair of added(absent, old.absent)) {
    const { state = 'ABSENT' } = picture.get(pair) ?? {};
    if (state !== 'ABSENT' && state !== 'REMOVED')
      throw new Violation(`success is answered while ${pair}, declared absent, is ${state}`);
  }
}

/** What a request is to change. */
function concernsOf(event: Answer['event']): readonly string[] {
  const [now, old] = [propertiesOf(event), propertiesOf(event, 'OldResourceProperties')];
  const [wanted, before] = [
    [...now.pairs, ...now.absent],
    [...old.pairs, ...old.absent],
  ];
  return [...wanted.filter((pair) => !before.includes(pair)), ...old.pairs.filter((pair) => !wanted.includes(pair))];
}

function propertiesOf(event: Answer['event'], member = 'ResourceProperties') {
  const properties = event[member];
  const memberAt = (name: string): unknown =>
    typeof properties === 'object' && properties !== null ? Reflect.get(properties, name) : undefined;
  const pairsOf = (name: string): readonly string[] => {
    const ids = memberAt(name);
    return Array.isArray(ids) ? ids.map((id) => `${memberAt('WorkspaceId')} ${id}`) : [];
  };
  return {
    pairs: pairsOf('ApplicationIds'),
    absent: pairsOf('AbsentApplicationIds'),
    waitForInstallation: memberAt('WaitForInstallation') !== 'false',
    timeout: Number(memberAt('TimeoutSeconds') ?? DEFAULT_TIMEOUT),
  };
}

const isForward = ({ stackStatus }: Pick<Answer, 'stackStatus'>): boolean =>
  stackStatus === 'CREATE_IN_PROGRESS' || stackStatus === 'UPDATE_IN_PROGRESS';
