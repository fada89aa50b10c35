import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { Controls } from './controls';
import type { Durations } from './durations';
import { ConnectionFault, ServiceError, throttled, unknownOperation } from './errors';
import { Faults } from './faults';
import { type CallRecord, Journal, type OpenCall } from './journal';
import { flag, listOf, Members, text } from './members';
import { isOperation, OPERATIONS, type OperationName, REQUESTS } from './operations';
import { DEFAULT_READINGS, type Readings } from './readings';
import { Service } from './service';
import { type ThrottleOptions, TokenBucket } from './throttle';
import type { Wire } from './views';
import { SEED_WORLD, type World } from './world';

export interface SimulatorOptions {
  readonly clock: Clock;
  /** @default SEED_WORLD */
  readonly world?: World;
  /** @default DEFAULT_READINGS, for each switch that is not given */
  readonly readings?: Partial<Readings>;
  /** @default 20 minutes for an install, 8 for an uninstall */
  readonly durations?: Durations;
  /** For all callers together. @default false */
  readonly throttle?: ThrottleOptions | false;
  /** Called with every call once it is answered. */
  readonly onCall?: (call: CallRecord) => void;
  /** Given to durations that are functions. @default Math.random */
  readonly random?: () => number;
}

export interface SimulatorRequest {
  /** `WorkspacesService.<Operation>` */
  readonly target: string;
  readonly body: string;
  /** Goes to the journal; the world is the same in every region. */
  readonly region?: string;
}

export interface SimulatorResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const TARGET_PREFIX = 'WorkspacesService.';

/**
 * The application side of Amazon WorkSpaces, in memory, speaking the service's protocol without a transport. It has no
 * timers: whatever reads its state first brings everything up to the clock's time.
 */
export class WorkspacesSimulator extends Controls {
  private readonly throttle: TokenBucket | undefined;

  constructor(options: SimulatorOptions) {
    const { clock, world = SEED_WORLD, durations = {}, random = Math.random } = options;
    const readings = { ...DEFAULT_READINGS, ...options.readings };
    const service = new Service({ world, readings, durations, random, now: clock.now() });
    super(clock, service, new Faults(readings.throttleStatus), new Journal(options.onCall));
    this.throttle = options.throttle ? new TokenBucket(options.throttle, clock.now()) : undefined;
  }

  /** Handles one call. @throws ConnectionFault if a fault on demand leaves it without an answer */
  async handle({ target, body, region }: SimulatorRequest): Promise<SimulatorResponse> {
    const time = this.settle();
    const requestId = randomUUID();
    const operation = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : target;
    const call: OpenCall = { time, requestId, operation, outcome: 'ok', effective: false, ...(region && { region }) };
    try {
      return respond(requestId, 200, this.answer(call, body));
    } catch (error) {
      if (error instanceof ConnectionFault) call.outcome = error.kind;
      if (!(error instanceof ServiceError)) throw error;
      call.outcome = error.exception.replace(/^.*#/, '');
      return respond(requestId, error.status, { __type: error.exception, ...error.members });
    } finally {
      const { workspaceId, applicationId } = call;
      if (workspaceId && applicationId) call.state = this.state(workspaceId, applicationId);
      this.journal.write(call);
    }
  }

  private answer(call: OpenCall, body: string): Wire {
    const { operation, time } = call;
    // The order of the real path: the framework routes, throttles and parses before the service looks at anything.
    if (!isOperation(operation)) throw unknownOperation(operation);
    if (this.throttle && !this.throttle.take(time)) throw throttled(this.service.readings.throttleStatus);
    const members = Members.parse(body);
    Object.assign(call, subjectOf(members));
    const fault = this.faults.take(call);
    if (fault?.when === 'before') throw fault.error;
    if (!fault) return this.perform(operation, members, call);
    try {
      this.perform(operation, members, call);
    } catch (error) {
      // A refusal is lost like any other answer.
      if (!(error instanceof ServiceError)) throw error;
    }
    throw fault.error;
  }

  private perform(operation: OperationName, members: Members, call: OpenCall): Wire {
    const desktop = call.workspaceId === undefined ? undefined : this.service.find(call.workspaceId);
    const wasConnected = desktop?.connectionAt(call.time) === 'CONNECTED';
    const { time, requestId } = call;
    const origin = { by: 'call', call: this.journal.calls.length, requestId, time } as const;
    const answer = OPERATIONS[operation](members, this.service, time, origin);
    call.effective = true;
    if (wasConnected && desktop.connectionAt(call.time) !== 'CONNECTED') call.endedSession = true;
    return answer;
  }
}

/** What the call names, as far as it is well formed. */
function subjectOf(members: Members): Partial<CallRecord> {
  const workspaceId = workspaceOf(members);
  const applicationId = members.peek('ApplicationId', text());
  const force = members.peek('Force', flag);
  return {
    ...(workspaceId && { workspaceId }),
    ...(applicationId && { applicationId }),
    ...(force !== undefined && { force }),
  };
}

/** The one WorkSpace that the call is about; a call about several is about none of them. */
function workspaceOf(members: Members): string | undefined {
  const id = members.peek('WorkspaceId', text()) ?? members.peek('ResourceId', text());
  const requests = ['RebootWorkspaceRequests', 'StopWorkspaceRequests', 'StartWorkspaceRequests'];
  const asked = requests.map((name) => members.peek(name, REQUESTS)).find((ids) => ids !== undefined);
  const ids = members.peek('WorkspaceIds', listOf(text())) ?? asked;
  return id ?? (ids?.length === 1 ? ids[0] : undefined);
}

function respond(requestId: string, status: number, answer: Wire): SimulatorResponse {
  return {
    status,
    headers: { 'x-amzn-requestid': requestId, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(answer),
  };
}
