import type { Evidence } from './evidence';
import type { Finding } from './result';
import { isGone, isPendingInstall, isPendingRemoval, type Step, seenIn } from './step';

/** What was registered before a deployment, by each experiment. */
const REGISTRATIONS = ['register', 'associate', 'associate failing', 'associate for the rival'] as const;

export function registered(evidence: Evidence): Finding {
  for (const label of REGISTRATIONS) {
    const role = label === 'associate failing' ? 'failing' : 'application';
    const { step, one } = evidence.application(`${label}: shown`, role) ?? {};
    if (isPendingInstall(one?.state)) return evidence.settled(String(one?.state), evidence.last(label), step);
  }
  return evidence.missing('register', evidence.last('register'));
}

export function timestamps(evidence: Evidence): Finding {
  const found = new Map<string, Step>();
  for (const step of evidence.steps) {
    for (const { created, updated } of Object.values(seenIn(step).applications ?? {})) {
      const kind = [created, updated].map((time) => time !== undefined).join();
      if (!found.has(kind)) found.set(kind, step);
    }
  }
  const [[kind, step] = []] = found;
  if (kind === undefined) return evidence.missing('register');
  if (found.size > 1) return evidence.open('associations do not all have the same times', ...found.values());
  return evidence.settled(TIMES[kind] ?? 'both', step);
}

const TIMES: Readonly<Record<string, string>> = {
  'true,true': 'both',
  'false,true': 'no Created',
  'true,false': 'no LastUpdatedTime',
  'false,false': 'none',
};

export function associateExisting(evidence: Evidence): Finding {
  const { step: before, one } = evidence.application('register: alone', 'application') ?? {};
  const again = evidence.last('register once more');
  if (!again || !isPendingInstall(one?.state)) return evidence.missing('register', before, again);
  const { outcome } = again;
  if (outcome.kind === 'ok') return evidence.settled('succeeds', before, again);
  const isExisting = outcome.kind === 'refused' && outcome.exception === 'ResourceAlreadyExistsException';
  return isExisting ? evidence.settled('fails', before, again) : fitsNone(evidence, before, again);
}

export function revertedInstall(evidence: Evidence): Finding {
  const reverts = ['revert', 'revert once more', 'revert anew'] as const;
  for (const label of reverts) {
    const { step, one } = evidence.application(`${label}: shown`, 'application') ?? {};
    if (!step || isPendingInstall(one?.state)) continue;
    const call = evidence.all(label).at(-1);
    if (isGone(one?.state)) return evidence.settled('vanishes', call, step);
    if (isPendingRemoval(one?.state)) return evidence.settled('becomes a pending uninstall', call, step);
    return fitsNone(evidence, call, step);
  }
  return evidence.missing('register', evidence.last('revert'));
}

export function describeLag(evidence: Evidence): Finding {
  const lag = evidence.lag(['register', 'revert', 'associate anew', 'revert anew']);
  return lag ? evidence.settled(lag.seconds, ...lag.steps) : evidence.missing('register');
}

export function tagLag(evidence: Evidence): Finding {
  const lag = evidence.lag([1, 2, 3].flatMap((round) => [`write tag ${round}`, `delete tag ${round}`]));
  return lag ? evidence.settled(lag.seconds, ...lag.steps) : evidence.missing('tags', evidence.last('write tag 1'));
}

export function emptyDeploy(evidence: Evidence): Finding {
  const call = evidence.last('deploy nothing');
  const looks = evidence.all('deploy nothing: after');
  if (!call || looks.length === 0) return evidence.missing('empty-deployment', call);
  const outage = looks.find((look) => seenIn(look).state === 'UPDATING');
  if (outage) return evidence.open('it was an outage, which is neither of the two positions', call, outage);
  if (call.outcome.kind === 'ok') return evidence.settled('succeeds', call, looks.at(-1));
  const isRefused = call.outcome.kind === 'refused' && call.outcome.exception === 'OperationNotSupportedException';
  return isRefused ? evidence.settled('is refused', call) : fitsNone(evidence, call);
}

export function throttleStatus(evidence: Evidence): Finding {
  const refused = evidence.all('burst').find(({ outcome }) => outcome.kind === 'refused');
  if (!refused) {
    return evidence.all('burst').length > 0
      ? evidence.open('ten readings at once were all answered: more are not made')
      : evidence.missing('throttle');
  }
  const status = refused.outcome.kind === 'refused' ? refused.outcome.status : undefined;
  return status === 400 || status === 429 ? evidence.settled(status, refused) : fitsNone(evidence, refused);
}

/** The service did something that the simulator has no position for: a new one is needed. */
export const fitsNone = (evidence: Evidence, ...steps: readonly (Step | undefined)[]): Finding =>
  evidence.open('what was seen fits no position of the switch: it needs a new one', ...steps);
