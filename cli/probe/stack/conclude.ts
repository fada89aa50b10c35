import type { Duration, Finding, Section } from '../result';
import type { Question } from './find';
import type { Progress, Refactoring } from './journal';
import { QUESTIONS_OF_ONE_OPERATION } from './questions';
import { QUESTIONS_OF_SEVERAL, WAITS } from './questions-of-several';
import type { Recorded } from './records';

export const QUESTIONS: readonly Question[] = [...QUESTIONS_OF_ONE_OPERATION, ...QUESTIONS_OF_SEVERAL];

/** The switches of the embedded CloudFormation that an experiment can settle: `local/cloudformation/context.ts`. */
const SWITCHES: ReadonlySet<string> = new Set([
  'lastUpdatedTimeMovesAtRollback',
  'lastUpdatedTimeAhead',
  'physicalIdAnswers',
  'cleanup',
  'failedCreate',
  'failedUpdate',
]);

const never = (reason: string): Finding => ({ reason, evidence: [] });

const notMade = (experiment: string): Finding =>
  never(`the experiment '${experiment}' was left out. What next: run the probe without --skip ${experiment}`);

/** What no experiment of this command settles, and why. */
export const OPEN_READINGS: Readonly<Record<string, Finding>> = {
  foreignTags: never(
    'it needs a WorkSpace that a stack makes and whose Tags an update changes, which costs the month of a WorkSpace',
  ),
};
export const OPEN_ANSWERS: Readonly<Record<string, Finding>> = {
  lateDelivery: never('how much later than its operation Lambda may deliver an event cannot be provoked'),
  duplicateDelivery: never(
    'Lambda may deliver an event twice although the function succeeded, but nothing provokes it',
  ),
};

/** What the records of a run say. Of each experiment, the attempt counts that came to its end. */
export function conclude(records: readonly Recorded[], progress: Progress, left: readonly string[]): Section {
  const { done, refactoring } = progress;
  const findings = QUESTIONS.map(({ name, experiment, decide }): [string, Finding] => [
    name,
    done[experiment] === undefined ? notMade(experiment) : decide(recordsOf(records, experiment, progress)),
  ]);
  const part = (isSwitch: boolean) => Object.fromEntries(findings.filter(([name]) => SWITCHES.has(name) === isSwitch));
  return {
    experiments: Object.keys(done),
    readings: { ...part(true), ...OPEN_READINGS },
    answers: { ...part(false), stackRefactoring: refactoringOf(refactoring), ...OPEN_ANSWERS },
    durations: durationsOf(records, progress),
    left,
  };
}

/** Whether no question is open that a late line of the log could answer. */
export const isComplete = (records: readonly Recorded[], progress: Progress): boolean =>
  QUESTIONS.filter(({ experiment }) => progress.done[experiment] !== undefined).every(
    ({ experiment, decide }) => decide(recordsOf(records, experiment, progress)).position !== undefined,
  );

const recordsOf = (records: readonly Recorded[], name: string, { run, done }: Progress): readonly Recorded[] =>
  records.filter(({ experiment }) => experiment === `${run}-${name}-${done[name]}`);

function durationsOf(records: readonly Recorded[], progress: Progress): Readonly<Record<string, Duration>> {
  return Object.fromEntries(
    WAITS.flatMap(({ name, experiment, seconds }) => {
      const found = seconds(recordsOf(records, experiment, progress));
      return found === undefined ? [] : [[name, { leastSeconds: Math.floor(found), mostSeconds: Math.ceil(found) }]];
    }),
  );
}

function refactoringOf({ isTaken, said }: Refactoring = { said: 'it was not tried' }): Finding {
  if (isTaken === undefined) return never(`CreateStackRefactor gave no answer: ${withoutIds(said)}`);
  if (isTaken) return { position: 'takes custom resources', evidence: ['CreateStackRefactor: CREATE_COMPLETE'] };
  return {
    position: 'refuses custom resources',
    evidence: [`CreateStackRefactor: CREATE_FAILED, ${withoutIds(said)}`],
  };
}

/** What a service said, without what belongs to the account. */
const withoutIds = (text: string): string =>
  text
    .replace(/arn:[^\s'"\],]+/g, 'ARN')
    .replace(/https?:\/\/\S+/g, 'URL')
    .replace(/\d{12}/g, 'ACCOUNT')
    .replace(/cdk-probe-\S*?-(\w+)-\d+/g, 'STACK')
    .replace(/\s+/g, ' ')
    .trim();
