import {
  busy,
  installsAddUp,
  reassociation,
  registerWhileBusy,
  removed,
  stopped,
  tagging,
  tagRefusal,
} from './decide-deployments';
import { failure, incompatibility, registerOnError, repeatedFailure, swap } from './decide-refusals';
import {
  associateExisting,
  describeLag,
  emptyDeploy,
  registered,
  revertedInstall,
  tagLag,
  throttleStatus,
  timestamps,
} from './decide-register';
import { durationsOf } from './durations';
import { Evidence, type Given } from './evidence';
import type { Finding, Section } from './result';
import { isPendingInstall, type Step, seenIn } from './step';

/** Why no experiment of this command can settle a switch. */
export const NEVER: Readonly<Record<string, string>> = {
  bundled:
    'the service does not say when a WorkSpace was created, nor which applications its bundle brought: it takes a new WorkSpace of a bundle with applications, which is billed for a month',
};

const RULES: Readonly<Record<string, (evidence: Evidence) => Finding>> = {
  removed,
  associateExisting,
  busy,
  revertedInstall,
  registered,
  timestamps,
  reassociation,
  repeatedFailure,
  describeLagSeconds: describeLag,
  failure,
  stopped,
  throttleStatus,
  incompatibility,
  swap,
  emptyDeploy,
  registerOnError,
  registerWhileBusy,
  tagLagSeconds: tagLag,
  tagging,
  tagRefusal,
  installsAddUp,
};

/** What the steps of the experiments show. It calls nothing, and the same steps always show the same. */
export function decide(steps: readonly Step[], given: Given): Pick<Section, 'readings' | 'answers' | 'durations'> {
  const evidence = new Evidence(steps, given);
  const rules = Object.entries(RULES).map(([name, rule]) => [name, rule(evidence)] as const);
  const never = Object.entries(NEVER).map(([name, why]) => [name, evidence.open(why)] as const);
  return {
    readings: Object.fromEntries([...rules, ...never]),
    answers: answersOf(evidence),
    durations: durationsOf(steps),
  };
}

function answersOf(evidence: Evidence): Section['answers'] {
  const connections = ['connection', 'connection while UPDATING', 'connection while STOPPED'] as const;
  return {
    'what Associate alone changes in a minute': alone(evidence),
    'the state of a STOPPED WorkSpace after a deployment': afterStopped(evidence),
    ...Object.fromEntries(connections.map((label) => [`the ${label}`, connection(evidence, label)])),
  };
}

function alone(evidence: Evidence): Finding {
  const steps = evidence.all('register: alone');
  const state = steps.map((step) => seenIn(step).state).find((one) => one !== undefined);
  const application = evidence.application('register: alone', 'application')?.one?.state;
  if (state === undefined || application === undefined) return evidence.missing('register', ...steps);
  const isNothing = state === 'AVAILABLE' && isPendingInstall(application);
  return evidence.settled(
    isNothing ? 'nothing' : `the WorkSpace is ${state}, the application ${application}`,
    ...steps,
  );
}

function afterStopped(evidence: Evidence): Finding {
  const step = evidence.last('deploy while STOPPED: after', 'DescribeWorkspaces');
  const { state } = step ? seenIn(step) : {};
  return state === undefined ? evidence.missing('install') : evidence.settled(state, step);
}

function connection(evidence: Evidence, label: string): Finding {
  const isUpdating = label.endsWith('UPDATING');
  const step = isUpdating ? evidence.whileUpdating(label) : evidence.last(label);
  const { connection: state } = step ? seenIn(step) : {};
  return state === undefined ? evidence.missing(isUpdating ? 'install' : 'register') : evidence.settled(state, step);
}
