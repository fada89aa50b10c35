import type { Clock } from '../../lambda/service/clock';
import { planOf } from './announce';
import { type Allowed, Asker, Pace } from './asker';
import { decide } from './decide';
import { Desk } from './desk';
import { RESTORE } from './experiments/table';
import type { Beginning, Journal } from './journal';
import { restore } from './restore';
import type { Section } from './result';
import type { Service } from './service';

export interface World {
  readonly service: Service;
  readonly clock: Clock;
  /** Takes a line for each call. */
  readonly say: (line: string) => void;
}

export interface Ended {
  readonly section: Section;
  /** Why not all experiments were made. */
  readonly failure?: unknown;
  /** Whether the WorkSpace could be put back, or at least looked at. */
  readonly isRestored: boolean;
}

export type Begun = Journal & { readonly beginning: Beginning };

/** Makes the experiments that the journal does not have yet, then puts the WorkSpace back. @param isRestoreOnly makes none */
export async function probe(world: World, journal: Begun, isRestoreOnly = false): Promise<Ended> {
  const pace = new Pace(world.clock);
  // Whether a change without an answer was made shows nothing of the service: that experiment begins anew.
  if (journal.isRestoring || journal.isOpen) await putBack(world, journal, pace);
  const failure = isRestoreOnly ? undefined : await attempt(() => experiment(world, journal, pace));
  // What was cut off shows nothing: the last reading of a row is taken for the one that ended it.
  const whole = journal.steps.filter(({ experiment: name }) => journal.done.has(name));
  const section = { ...decide(whole, givenOf(journal, failure)), experiments: [...journal.done] };
  let left: readonly string[] = [];
  const unrestored = await attempt(async () => {
    left = await putBack(world, journal, pace);
  });
  if (unrestored !== undefined) left = ['it could not be put back: go on with --resume'];
  const why = failure ?? unrestored;
  return {
    section: { ...section, left },
    isRestored: unrestored === undefined,
    ...(why !== undefined && { failure: why }),
  };
}

async function attempt(act: () => Promise<void>): Promise<unknown> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error ?? new Error('unknown');
  }
}

async function experiment(world: World, journal: Begun, pace: Pace): Promise<void> {
  for (const one of planOf(journal.beginning).experiments) {
    if (journal.done.has(one.name)) continue;
    world.say(`${one.name}: ${one.does}`);
    await one.run(deskOf(journal, new Asker(world.service, journal, pace, one, world.say)));
    journal.finish(one.name);
  }
}

async function putBack(world: World, journal: Begun, pace: Pace): Promise<readonly string[]> {
  journal.restore();
  world.say(`${RESTORE.name}: ${RESTORE.does}`);
  const allowed: Allowed = RESTORE;
  const desk = deskOf(journal, new Asker(world.service, journal, pace, allowed, world.say, []));
  const left = await restore(desk, journal.beginning, journal.hasIntended);
  if (left.length === 0) journal.restored();
  return left;
}

function deskOf({ beginning }: Begun, asker: Asker): Desk {
  return new Desk(asker, planOf(beginning).roles, canStop(beginning));
}

const canStop = ({ runningMode, state }: Beginning): boolean =>
  state === 'STOPPED' || /^(AUTO_STOP|MANUAL)$/.test(runningMode);

function givenOf({ beginning, done }: Begun, failure: unknown) {
  const { notRun, roles, experiments } = planOf(beginning);
  const missing = experiments.filter(({ name }) => !done.has(name)).map(({ name }) => name);
  const why = failure === undefined ? 'it was not made' : 'it was not made to its end';
  return {
    roles,
    canStop: canStop(beginning),
    notRun: new Map([...notRun, ...missing.map((name) => [name, why] as const)]),
  };
}
