import * as fc from 'fast-check';
import { Power } from '../../../cli/aws/power';
import { changesOf, planOf } from '../../../cli/probe/announce';
import { type Beginning, Journal } from '../../../cli/probe/journal';
import { type Begun, type Ended, probe } from '../../../cli/probe/run';
import { Service } from '../../../cli/probe/service';
import type { Role } from '../../../cli/probe/step';
import { Workspaces } from '../../../lambda/service/workspaces';
import {
  CATALOGUE,
  COMPANY_PORTAL,
  COMPANY_VPN,
  chooseReadings,
  DESKTOP,
  DOCUMENTED_THROTTLE,
  inProcessRequestHandler,
  PROJECT_PROFESSIONAL_2021,
  type Readings,
  VISIO_PROFESSIONAL_2021,
  VISIO_STANDARD_2021,
  WorkspacesSimulator,
} from '../../../local/workspaces';
import { type SdkRequest, type SdkResponse, workspacesClient } from '../../../testkit/clients';
import { seeded } from '../../../testkit/random';
import { VirtualClock } from '../../../testkit/virtual-clock';

const START = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;

export const IDS: Readonly<Record<Role, string>> = {
  application: VISIO_PROFESSIONAL_2021,
  second: PROJECT_PROFESSIONAL_2021,
  rival: VISIO_STANDARD_2021,
  failing: COMPANY_VPN,
};

/** A service of unknown positions, a WorkSpace, and what the person asks for. */
export interface Drawn {
  readonly readings: Readings;
  readonly roles: readonly Role[];
  readonly state: 'AVAILABLE' | 'STOPPED';
  readonly runningMode: 'AUTO_STOP' | 'ALWAYS_ON';
  readonly hadBefore: boolean;
  readonly installMinutes: number;
  readonly uninstallMinutes: number;
  readonly isThrottled: boolean;
  readonly seed: number;
}

const readings: fc.Arbitrary<Readings> = fc
  .tuple(fc.array(fc.nat({ max: 11 }), { minLength: 32, maxLength: 32 }), fc.nat({ max: 9 }), fc.nat({ max: 9 }))
  .map(([numbers, describeLagSeconds, tagLagSeconds]) => {
    const next = numbers.values();
    const choose = <T>(values: readonly [T, ...T[]]): T =>
      values[(next.next().value ?? 0) % values.length] ?? values[0];
    return { ...chooseReadings(choose), describeLagSeconds, tagLagSeconds };
  });

const others: fc.Arbitrary<readonly Role[]> = fc.subarray<Role>(['second', 'rival', 'failing']);

export const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    readings,
    roles: others.map((more): readonly Role[] => ['application', ...more]),
    state: fc.constantFrom('AVAILABLE' as const, 'STOPPED' as const),
    runningMode: fc.constantFrom('AUTO_STOP' as const, 'ALWAYS_ON' as const),
    hadBefore: fc.boolean(),
    installMinutes: fc.integer({ min: 2, max: 40 }),
    uninstallMinutes: fc.integer({ min: 2, max: 20 }),
    isThrottled: fc.boolean(),
    seed: fc.nat(),
  })
  // What is always on is never STOPPED.
  .map((one) => (one.state === 'STOPPED' ? { ...one, runningMode: 'AUTO_STOP' as const } : one));

/** At which call the process is killed, and whether that call still reaches the service. */
export interface Kill {
  readonly call: number;
  readonly when: 'before' | 'after';
  /** How long until somebody resumes. */
  readonly pauseSeconds: number;
}

const never = new Promise<never>(() => {});

/** The command's experiments against the simulator, behind the real SDK client, on a clock that jumps. */
export class Laboratory {
  readonly clock = new VirtualClock(START);
  readonly simulator: WorkspacesSimulator;
  readonly lines: string[] = [];
  readonly beginning: Beginning;
  readonly says: string[] = [];
  private calls = 0;
  private kill: Kill | undefined;
  private die: () => void = () => {};

  constructor(drawn: Drawn) {
    const { state, runningMode, isThrottled, installMinutes, uninstallMinutes, hadBefore } = drawn;
    this.simulator = new WorkspacesSimulator({
      clock: this.clock,
      world: { applications: CATALOGUE, workspaces: [{ workspaceId: DESKTOP, userName: 'ana', state, runningMode }] },
      readings: drawn.readings,
      random: seeded(drawn.seed),
      throttle: isThrottled && DOCUMENTED_THROTTLE,
      durations: { install: installMinutes * MINUTE, uninstall: uninstallMinutes * MINUTE },
    });
    this.simulator.installNow(DESKTOP, COMPANY_PORTAL);
    if (hadBefore) {
      const before = { state: 'REMOVED', created: START - 1000 * MINUTE } as const;
      this.simulator.put({ workspaceId: DESKTOP, applicationId: IDS.application, ...before });
    }
    this.simulator.failApplication(IDS.failing, 'ValidationError.InsufficientDiskSpace');
    this.beginning = {
      cast: {
        workspaceId: DESKTOP,
        applications: Object.fromEntries(drawn.roles.map((role) => [role, IDS[role]])),
      },
      region: 'eu-west-1',
      skip: [],
      throttle: true,
      state,
      runningMode,
      began: START,
    };
    this.journal().begin(this.beginning);
  }

  /** The journal as a new process reads it. */
  journal(): Begun {
    const store = { append: (line: string) => void this.lines.push(line), lines: () => [...this.lines] };
    return Object.assign(new Journal(store), { beginning: this.beginning });
  }

  /** Runs to the end. */
  run(isRestoreOnly = false): Promise<Ended> {
    return this.clock.runUntil(this.begin(isRestoreOnly));
  }

  /** Runs until it is killed. Undefined if it ended before. */
  async runKilled(kill: Kill): Promise<Ended | undefined> {
    this.kill = kill;
    this.calls = 0;
    const killed = new Promise<undefined>((resolve) => {
      this.die = () => resolve(undefined);
    });
    const ended = await this.clock.runUntil(Promise.race([this.begin(false), killed]));
    this.kill = undefined;
    if (ended) return ended;
    await this.clock.runUntil(this.clock.sleep(kill.pauseSeconds * 1000));
    return undefined;
  }

  /** Everything that the experiments may call to change something, as the simulator names it. */
  announced(): ReadonlySet<string> {
    const changes = changesOf(planOf(this.beginning)).map(({ call, role }) => [call, role ? IDS[role] : ''].join(' '));
    return new Set(changes);
  }

  made(): readonly string[] {
    const changes = this.simulator.mutations.map(({ operation, applicationId = '', force }) =>
      [force ? `${operation} by force` : operation, applicationId].join(' '),
    );
    return [...new Set(changes)];
  }

  private begin(isRestoreOnly: boolean): Promise<Ended> {
    const { handle } = inProcessRequestHandler(this.simulator);
    const respond = (request: SdkRequest): Promise<{ response: SdkResponse }> =>
      this.answer(() => handle(request), this.kill);
    const client = workspacesClient(respond);
    const service = new Service(new Workspaces(client), new Power(client), this.beginning.cast);
    const world = { service, clock: this.clock, say: (line: string) => void this.says.push(line) };
    return probe(world, this.journal(), isRestoreOnly);
  }

  private async answer<T>(handle: () => Promise<T>, kill: Kill | undefined): Promise<T> {
    const number = this.calls;
    this.calls += 1;
    if (!kill || number < kill.call) return handle();
    if (number === kill.call && kill.when === 'after') await handle();
    if (number === kill.call) this.die();
    return never;
  }
}
