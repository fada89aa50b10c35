import { SECOND } from '../../lambda/service/time';
import { wordsOf } from './asker';
import type { Finding, Position } from './result';
import { type CallName, type Role, type SeenApplication, type Step, seenIn } from './step';

/** How many lines of evidence a finding shows: the first ones and the last. */
const MOST_LINES = 8;
/** How late what is read may be, where it must surely be over. */
const LATE = 10 * SECOND;

/** What was given to the experiments, as far as it says what they could find out. */
export interface Given {
  readonly roles: readonly Role[];
  readonly canStop: boolean;
  /** Why an experiment was not run to its end, by its name. */
  readonly notRun: ReadonlyMap<string, string>;
}

/** The steps of all experiments, to be found by what they were for. */
export class Evidence {
  private readonly began: number;

  constructor(
    readonly steps: readonly Step[],
    readonly given: Given,
  ) {
    this.began = steps[0]?.begun ?? 0;
  }

  all(label: string): readonly Step[] {
    return this.steps.filter((step) => step.label === label);
  }

  /** The last step for this purpose whose answer was read. */
  last(label: string, call?: CallName): Step | undefined {
    return this.all(label)
      .filter((step) => step.outcome.kind !== 'unknown' && (call === undefined || step.call === call))
      .at(-1);
  }

  /** The application in the last answer for this purpose that lists applications; undefined if it is not listed there. */
  application(
    label: string,
    role: Role,
  ): { readonly step: Step; readonly one: SeenApplication | undefined } | undefined {
    const step = this.last(label, 'DescribeWorkspaceAssociations');
    return step && { step, one: seenIn(step).applications?.[role] };
  }

  /** The last call for this purpose that surely reached the WorkSpace while it was UPDATING: it still was, well after. */
  whileUpdating(label: string): Step | undefined {
    return this.all(label)
      .filter((step) => step.outcome.kind !== 'unknown' && this.isUpdatingAfter(step))
      .at(-1);
  }

  private isUpdatingAfter(step: Step): boolean {
    const after = this.steps.slice(this.steps.indexOf(step) + 1);
    const end = after.findIndex(({ label }) => label.endsWith(': after'));
    return after
      .slice(0, end < 0 ? undefined : end)
      .some((later) => seenIn(later).state === 'UPDATING' && later.begun >= step.ended + LATE);
  }

  /** How many seconds after these writes they could be read, at most. Undefined if no write shows it precisely. */
  lag(writes: readonly string[]): { readonly seconds: number; readonly steps: readonly Step[] } | undefined {
    const samples = writes.flatMap((label) => this.lagOf(label) ?? []);
    const longest = samples.sort((a, b) => b.seconds - a.seconds)[0];
    return longest;
  }

  private lagOf(label: string): { readonly seconds: number; readonly steps: readonly Step[] } | undefined {
    const [write, ...others] = this.all(label);
    if (write?.outcome.kind !== 'ok' || others.length > 0) return undefined;
    const reads = this.all(`${label}: shown`);
    const fresh = reads.at(-1);
    const stale = reads.at(-2);
    if (!fresh) return undefined;
    const least = stale ? stale.begun - write.ended : 0;
    const most = fresh.ended - write.begun;
    // Of two whole seconds it could be either.
    if (wholeSecondsIn(least, most) > 1 || most > 60 * SECOND) return undefined;
    return { seconds: stale ? secondsWithin(least, most) : 0, steps: [write, ...(stale ? [stale] : []), fresh] };
  }

  settled(position: Position, ...steps: readonly (Step | undefined)[]): Finding {
    return { position, evidence: this.lines(steps) };
  }

  open(reason: string, ...steps: readonly (Step | undefined)[]): Finding {
    return { reason, evidence: this.lines(steps) };
  }

  /** Why there is nothing to judge: the experiment was not run, or it met something else. */
  missing(experiment: string, ...steps: readonly (Step | undefined)[]): Finding {
    const why =
      this.given.notRun.get(experiment) ?? 'it did not get as far as that: look at the evidence of the others';
    return this.open(`the experiment ${experiment} does not show it: ${why}`, ...steps);
  }

  private lines(steps: readonly (Step | undefined)[]): readonly string[] {
    const lines = steps.filter((step) => step !== undefined).map((step) => `${this.timeOf(step)} ${wordsOf(step)}`);
    return lines.length <= MOST_LINES
      ? lines
      : [...lines.slice(0, MOST_LINES - 2), `… ${lines.length - MOST_LINES + 1} more …`, ...lines.slice(-1)];
  }

  private timeOf({ begun }: Step): string {
    const seconds = Math.round((begun - this.began) / SECOND);
    return `+${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
}

const wholeSecondsIn = (least: number, most: number): number => Math.floor(most / SECOND) - Math.floor(least / SECOND);

/** The whole second in a span, or its end. */
const secondsWithin = (least: number, most: number): number => {
  const whole = Math.floor(most / SECOND);
  return whole * SECOND > least ? whole : Math.round(most / 100) / 10;
};
