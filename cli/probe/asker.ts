import { change, read } from '../../lambda/service/calls';
import type { Clock } from '../../lambda/service/clock';
import { sortFault } from '../../lambda/service/faults';
import { explain } from '../aws/explain';
import { EXIT, Failure } from '../exit';
import type { Journal } from './journal';
import type { Service } from './service';
import { CALLS, type CallName, type Outcome, type Role, type Step } from './step';

/** What an experiment may call: reads always, changes as it was announced. */
export interface Allowed {
  readonly name: string;
  readonly changes: readonly { readonly call: CallName; readonly role?: Role }[];
}

/** How long a call that is refused for its rate, or a reading whose answer is lost, is made again. */
const PATIENCE = 120_000;
/** Less than two calls a second, which an account has by default for all its callers. */
const GAP = 700;

/** The pace of all calls together. */
export class Pace {
  private nextAt = 0;

  constructor(readonly clock: Clock) {}

  async take(): Promise<void> {
    const wait = this.nextAt - this.clock.now();
    this.nextAt = Math.max(this.nextAt, this.clock.now()) + GAP;
    if (wait > 0) await this.clock.sleep(wait);
  }

  /** Lets the account save up calls again. */
  async rest(): Promise<void> {
    await this.clock.sleep(5000);
  }
}

/**
 * Makes the calls of one experiment, one after the other, and keeps each in the journal. What the journal holds already is
 * answered from there: so an experiment that was interrupted goes on where it was, unless that was in a change. For that it must
 * depend on nothing but answers and `now`.
 */
export class Asker {
  private index = 0;
  /** When the last call was answered. Until the first one, the beginning of the experiment. */
  now: number;

  constructor(
    readonly service: Service,
    private readonly journal: Journal,
    private readonly pace: Pace,
    private readonly allowed: Allowed,
    private readonly say: (line: string) => void = () => {},
    private readonly past: readonly Step[] = journal.pastOf(allowed.name),
  ) {
    this.now = past[0]?.begun ?? pace.clock.now();
  }

  /** Whether something is still answered from the journal. */
  private get isReplaying(): boolean {
    return this.index < this.past.length;
  }

  async sleep(milliseconds: number): Promise<void> {
    if (!this.isReplaying) await this.pace.clock.sleep(milliseconds);
  }

  async ask(call: CallName, label: string, role?: Role): Promise<Step> {
    const step = this.remembered(call, label, role) ?? (await this.make(call, label, role));
    this.now = step.ended;
    return step;
  }

  /** Makes readings all at once: to be refused for the rate is what is asked. */
  async burst(call: CallName, label: string, count: number): Promise<void> {
    while (this.past[this.index]?.label === label) this.index += 1;
    if (this.index > 0 && this.past[this.index - 1]?.label === label) return;
    const begun = this.pace.clock.now();
    const outcomes = await Promise.all(Array.from({ length: count }, () => this.try(call)));
    const ended = this.pace.clock.now();
    for (const outcome of outcomes) this.keep({ experiment: this.allowed.name, label, call, begun, ended, outcome });
    await this.pace.rest();
  }

  private async try(call: CallName): Promise<Outcome> {
    try {
      return { kind: 'ok', seen: await this.service.call(call) };
    } catch (error) {
      const status = statusOf(error);
      const { exception, kind } = sortFault(error);
      if (kind !== 'throttled') return { kind: 'unknown' };
      return { kind: 'refused', exception, ...(status !== undefined && { status }) };
    }
  }

  private remembered(call: CallName, label: string, role?: Role): Step | undefined {
    const past = this.past[this.index];
    if (!past) return undefined;
    this.index += 1;
    if (past.call === call && past.label === label && past.role === role) return past;
    throw unfit();
  }

  private async make(call: CallName, label: string, role?: Role): Promise<Step> {
    const { name, changes } = this.allowed;
    const isAllowed = CALLS[call] === 'read' || changes.some((one) => one.call === call && one.role === role);
    if (!isAllowed) throw new Error(`the experiment ${name} did not announce ${call} of ${role ?? 'no application'}`);
    await this.pace.take();
    const begun = this.pace.clock.now();
    const step = { experiment: name, label, call, ...(role && { role }), begun };
    if (CALLS[call] === 'change') this.journal.intend(step);
    const outcome = await this.outcomeOf(call, role);
    return this.keep({ ...step, ended: this.pace.clock.now(), outcome });
  }

  private keep(step: Step): Step {
    this.journal.note(step);
    this.say(wordsOf(step));
    return step;
  }

  /** @throws Failure if the call was not permitted, or a reading was not answered: nothing can be learnt from that */
  private async outcomeOf(call: CallName, role: Role | undefined): Promise<Outcome> {
    const { clock } = this.pace;
    const caller = { clock, until: clock.now() + PATIENCE, random: Math.random, log: () => {} };
    let status: number | undefined;
    const make = async () => {
      try {
        return await this.service.call(call, role);
      } catch (error) {
        status = statusOf(error);
        throw error;
      }
    };
    const isChange = CALLS[call] === 'change';
    const result = isChange ? await change(caller, call, async () => undefined, make) : await read(caller, call, make);
    if (result.ok) return { kind: 'ok', seen: result.value };
    const { fault } = result;
    if (isChange && (fault.kind === 'transient' || fault.kind === 'unreachable')) return { kind: 'unknown' };
    if (isChange && fault.kind !== 'denied' && explained(fault, call).status !== EXIT.credentials) {
      return { kind: 'refused', exception: fault.exception, ...(status !== undefined && { status }) };
    }
    if (isChange) this.journal.forgo();
    throw explained(fault, call);
  }
}

const explained = (fault: ReturnType<typeof sortFault>, call: CallName): Failure =>
  explain(fault, `workspaces:${call.replace(' by force', '')}`);

/** The HTTP status with which a call was refused. */
const statusOf = (error: unknown): number | undefined => {
  const { $metadata } = Object(error) as { readonly $metadata?: { readonly httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return typeof status === 'number' ? status : undefined;
};

const unfit = (): Failure =>
  new Failure(
    'the journal does not fit this version of the command. What next: put the desktop back with --resume --restore, then begin anew',
    EXIT.usage,
  );

/** One line for each call, such as `AssociateWorkspaceApplication (application): ok, application PENDING_INSTALL`. */
export function wordsOf({ call, role, outcome }: Step): string {
  const what = role ? `${call} (${role})` : call;
  if (outcome.kind === 'unknown') return `${what}: no answer was read`;
  if (outcome.kind === 'refused') return `${what}: ${outcome.exception}`;
  const { state, applications = {}, others = [], tagged, connection } = outcome.seen ?? {};
  const parts = [
    state,
    ...Object.entries(applications).map(
      ([name, one]) => `${name} ${one.state}${one.errorCode ? ` ${one.errorCode}` : ''}`,
    ),
    ...(others.length > 0 ? [`${others.length} other in the way`] : []),
    tagged === undefined ? undefined : tagged ? 'the tag is there' : 'the tag is not there',
    connection,
  ].filter((part) => part !== undefined);
  const nothing = call === 'DescribeWorkspaceAssociations' ? 'none listed' : 'ok';
  return `${what}: ${parts.join(', ') || nothing}`;
}
