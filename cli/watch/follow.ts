import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import type { Clock } from '../../lambda/service/clock';
import { CallFailure } from '../aws/calls';
import type { Happened, Stacks, StackView } from '../aws/stacks';
import { isAtRest } from '../aws/statuses';
import type { Line } from './lines';
import { findLogGroup } from './log-group';
import type { LogTail } from './logs';
import { type Change, Picture } from './picture';

/** How long a request may be under way without a line in the log until something must be wrong. */
const SILENCE = 60_000;
/** How much earlier a line may be dated than the event that it belongs to. */
const SKEW = 60_000;

export interface FollowOptions {
  readonly stacks: Stacks;
  readonly clock: Clock;
  readonly intervalSeconds: number;
  /** The log group of the provider. @default found by the resources */
  readonly logGroup?: string;
  readonly openLog: (group: string, stackId: string, since: number) => LogTail;
}

/** What one round of reading brought. */
export interface Round {
  readonly picture: Picture;
  readonly changes: readonly Change[];
  /** When the operation began. */
  readonly began: number;
  readonly isOver: boolean;
}

/** Follows the operation of a stack that is under way, or the last one, to its end. */
export class Follower {
  /** What stands in the way of seeing more. */
  readonly notices: string[] = [];
  private readonly picture: Picture;
  private readonly seen = new Map<string, Set<string>>();
  private began = Number.POSITIVE_INFINITY;
  private log?: LogTail;
  private isLogSought = false;
  private lines = 0;
  private firstRequestAt?: number;

  constructor(
    private readonly options: FollowOptions,
    stack: StackView,
  ) {
    this.picture = new Picture(stack);
  }

  /** One round after the other, until the stack is at rest. */
  async *rounds(): AsyncGenerator<Round> {
    const { stacks, clock, intervalSeconds } = this.options;
    const { picture } = this;
    for (;;) {
      // The status is read before events and lines: what belongs to the end is then among them.
      const stack = (await stacks.find(picture.stack.id)) ?? picture.stack;
      const isOver = isAtRest(stack.status);
      picture.takeStack(stack);
      const events = await this.newEvents(stack.id);
      await this.seekLog(events);
      const changes = this.take(events, await this.readLog(isOver));
      yield { picture, changes, began: this.began, isOver };
      if (isOver) return;
      await clock.sleep(intervalSeconds * 1000);
    }
  }

  /** Events and lines, in the order in which they happened. */
  private take(events: readonly Happened[], lines: readonly Line[]): readonly Change[] {
    const steps = [
      ...events.map((event) => ({ time: event.time, take: () => this.picture.takeEvent(event) })),
      ...lines.map((line) => ({ time: line.writtenAt, take: () => this.picture.takeLine(line) })),
    ];
    return steps.sort((a, b) => a.time - b.time).flatMap(({ take }) => take());
  }

  /** The events of a stack and of those inside it that were not there before. */
  private async newEvents(stackId: string): Promise<Happened[]> {
    const { stack } = this.picture;
    const known = this.seen.get(stackId) ?? new Set();
    const isFirst = !this.seen.has(stackId);
    this.seen.set(stackId, known);
    const found: Happened[] = [];
    let token: string | undefined;
    reading: do {
      const page = await this.options.stacks.findEvents(stackId, token);
      for (const event of page.items) {
        if (known.has(event.id)) break reading;
        if (isFirst && isBefore(event, found, stackId === stack.id ? undefined : this.began)) break reading;
        found.push(event);
      }
      token = page.next;
    } while (token);
    for (const { id } of found) known.add(id);
    if (stackId === stack.id) this.began = Math.min(this.began, found.at(-1)?.time ?? this.began);
    const inside = found.filter(isNested).map(({ physicalId }) => physicalId);
    const others = [...this.seen.keys()].filter((id) => id !== stackId && stackId === stack.id);
    for (const id of new Set([...inside, ...others])) found.push(...(await this.newEvents(id)));
    return found;
  }

  /** Opens the log of the provider once a resource of ours has begun. */
  private async seekLog(events: readonly Happened[]): Promise<void> {
    const own = events.filter(({ type }) => type === RESOURCE_TYPE);
    this.firstRequestAt ??= own.at(-1)?.time;
    const { stacks, logGroup, openLog } = this.options;
    const found = own.find(({ serviceToken }) => serviceToken !== undefined);
    if (this.isLogSought || own.length === 0 || (logGroup === undefined && !found)) return;
    this.isLogSought = true;
    const group =
      logGroup ??
      (await this.unlessRefused(() =>
        findLogGroup(stacks, found?.serviceToken ?? '', found?.stackId ?? this.picture.stack.id),
      ));
    if (group !== undefined) this.log = openLog(group, this.picture.stack.id, this.began - SKEW);
    else
      this.notice('The log group of the provider is not known: name it with --log-group. Following the stack alone.');
  }

  private async readLog(isOver: boolean): Promise<readonly Line[]> {
    if (!this.log) return [];
    const lines = await this.unlessRefused(this.log.read.bind(this.log));
    if (lines === undefined) this.log = undefined;
    else this.noteSilence(lines.length, this.log.group, isOver);
    return lines ?? [];
  }

  /** Without any line about a request, the log does not hold them. */
  private noteSilence(count: number, group: string, isOver: boolean): void {
    this.lines += count;
    const since = this.options.clock.now() - (this.firstRequestAt ?? Number.POSITIVE_INFINITY);
    if (this.lines > 0 || !(since > SILENCE || isOver)) return;
    this.notice(
      `${group} has no line about this deployment: the logLevel of the provider hides them, or it logs elsewhere (--log-group). Following the stack alone.`,
    );
  }

  /** What cannot be read is said once; the stack can be followed all the same. */
  private async unlessRefused<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      // A rollback or a deletion takes the log group away that lines were read from.
      if (error.exception === 'ResourceNotFoundException' && this.lines > 0) return undefined;
      this.notice(`The log of the provider cannot be read: ${error.message}. Following the stack alone.`);
      return undefined;
    }
  }

  private notice(text: string): void {
    if (!this.notices.includes(text)) this.notices.push(text);
  }
}

const isNested = ({ type, physicalId, stackId }: Happened): boolean =>
  type === 'AWS::CloudFormation::Stack' && physicalId !== stackId && physicalId.startsWith('arn:');

/** Whether an event is from before the operation: the stack was at rest then, or it is older than `began`. */
function isBefore(event: Happened, newer: readonly Happened[], began: number | undefined): boolean {
  if (began !== undefined) return event.time < began;
  const isOfStack = event.physicalId === event.stackId;
  return isOfStack && isAtRest(event.status) && newer.some((one) => one.physicalId === one.stackId);
}
