import type { Finding, Position } from '../result';
import type { EventThen, Recorded } from './records';

/** What is asked of the records of one experiment. */
export interface Question {
  /** The name of a switch of the embedded CloudFormation, or a name of its own. */
  readonly name: string;
  readonly experiment: string;
  /** For a person. */
  readonly asks: string;
  /** @param seen the records of the experiment, oldest first */
  readonly decide: (seen: readonly Recorded[]) => Finding;
}

/** A request in words without an id. */
export function inWords({ type, logicalId, step, oldStep, stack }: Recorded): string {
  const properties = oldStep === undefined ? `properties '${step}'` : `properties '${step}', old '${oldStep}'`;
  return `${type} of ${logicalId} (${properties}) while the stack is ${stack.status ?? 'not known'}`;
}

export const settled = (position: Position, ...evidence: readonly (Recorded | string)[]): Finding => ({
  position,
  evidence: evidence.map((one) => (typeof one === 'string' ? one : inWords(one))),
});

export const open = (reason: string, ...evidence: readonly Recorded[]): Finding => ({
  reason: `${reason}. What next: run the probe again, and see cdk.log if this stays`,
  evidence: evidence.map(inWords),
});

/** Settled by one record; open if it is missing. */
export function from(
  record: Recorded | undefined,
  missing: string,
  position: (found: Recorded) => Position | undefined,
): Finding {
  if (!record) return open(`${missing} was not recorded`);
  const found = position(record);
  return found === undefined ? open(`${inWords(record)} does not show it`) : settled(found, record);
}

export interface Sought {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly logicalId: string;
  readonly step?: string;
  readonly oldStep?: string;
  /** The ends of the physical id. */
  readonly id?: string;
  /** How the status of the stack begins. */
  readonly during?: string;
}

/** What fits, oldest first. */
export const all = (seen: readonly Recorded[], sought: Sought): readonly Recorded[] =>
  seen.filter(
    (one) =>
      one.type === sought.type &&
      one.logicalId === sought.logicalId &&
      (sought.step === undefined || one.step === sought.step) &&
      (sought.oldStep === undefined || one.oldStep === sought.oldStep) &&
      (sought.id === undefined || (one.physicalId ?? '').endsWith(sought.id)) &&
      (one.stack.status ?? '').startsWith(sought.during ?? ''),
  );

export const first = (seen: readonly Recorded[], sought: Sought): Recorded | undefined => all(seen, sought)[0];

/** The newest event of the stack itself in this status. */
export const stackEvent = ({ events }: Recorded, status: string): EventThen | undefined =>
  events.find((event) => event.isStack && event.status === status);

/** The newest event of the resource. */
export const newestEvent = ({ events }: Recorded): EventThen | undefined => events.find(({ isStack }) => !isStack);

export const ROLLING_BACK = 'UPDATE_ROLLBACK';
