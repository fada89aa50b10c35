import type { ServedLoad } from '../../lambda/contract/load';
import type { World as HandlerWorld, isCompleteFunction, onEventFunction } from '../../lambda/stack/entry';
import type { SdkRequest } from '../../testkit/clients';
import { clientsOf, targetOf } from './clients';
import { changeOf, meet } from './noted';
import type { Change, Invocation } from './records';
import type { SimulatedWorld } from './world';

const MINUTE = 60_000;

/** How often Lambda starts a new instance although one is idle. */
const COLD = 0.2;

type Handle = typeof onEventFunction | typeof isCompleteFunction;

/** An instance of a function, which does one thing at a time. */
interface Instance {
  readonly handle: Handle;
  /** The provider that the function belongs to: that of one version of a stack. */
  readonly provider: string;
  readonly handler: (event: unknown) => Promise<unknown>;
  invocation: Invocation;
}

/** The functions of the providers, as Lambda runs them. */
export class Functions {
  /** Which call the next invocation dies at. */
  readonly crashes: { readonly call: number; readonly after: boolean }[] = [];
  slow = { milliseconds: 0, calls: 0 };
  private readonly idle: Instance[] = [];
  /** What the provider of a stack serves: anything else makes another version of its functions, with instances of its own. */
  private readonly loads = new Map<string, ServedLoad>();

  constructor(private readonly world: SimulatedWorld) {}

  declare(stackName: string, load: ServedLoad): void {
    this.loads.set(stackName, { ...load, resources: Math.max(1, load.resources) });
  }

  async run(handle: Handle, event: unknown): Promise<unknown> {
    let die: () => void = () => {};
    const death = new Promise<never>((_resolve, reject) => {
      die = () =>
        reject(
          Object.assign(new Error('RequestId: 0 Error: Runtime exited with error: signal: killed'), { stack: '' }),
        );
    });
    const record = asRecord(event);
    const load = this.loads.get(this.world.nameOf(String(record.StackId))) ?? { resources: 1 };
    const { resources, applicationsPerWorkspace, shared = resources > 1 } = load;
    const invocation: Invocation = {
      world: this.world,
      event: record,
      // If it is known how many there are, the last of them may deploy at once.
      quiet: shared && applicationsPerWorkspace === undefined ? MINUTE : 0,
      look: undefined,
      seenAt: 0,
      connectionSeenAt: 0,
      calls: 0,
      die,
    };
    const instance = this.takeInstance(handle, invocation, load);
    // What dies is not used again: its handler never ends.
    const ending = instance.handler(event).finally(() => this.idle.push(instance));
    return Promise.race([ending, death]);
  }

  /** Lambda keeps instances for a while, and makes a new one whenever it likes. */
  private takeInstance(handle: Handle, invocation: Invocation, load: ServedLoad): Instance {
    const { world } = this;
    const provider = `${world.nameOf(String(invocation.event.StackId))} ${JSON.stringify(load)}`;
    const isFit = (instance: Instance) => instance.handle === handle && instance.provider === provider;
    const index = world.random() < COLD ? -1 : this.idle.findIndex(isFit);
    const [kept] = index < 0 ? [] : this.idle.splice(index, 1);
    if (kept) return Object.assign(kept, { invocation });
    const instance = { handle, provider, invocation };
    const handlerWorld: HandlerWorld = {
      ...clientsOf(instance),
      clock: world.clock,
      random: world.random,
      ...load,
      write: (line) => world.lines.push(line),
    };
    return Object.assign(instance, { handler: handle(handlerWorld) });
  }

  /** A call that leaves the handler: it takes its time, and the function may die before it or after. */
  async call<T>(invocation: Invocation, request: SdkRequest, answer: () => Promise<T>): Promise<T> {
    const { clock } = this.world;
    invocation.calls++;
    const crash = this.crashes[0];
    const dies = crash !== undefined && crash.call === invocation.calls;
    if (dies) {
      this.crashes.shift();
      this.world.count('crash');
      if (!crash.after) return this.die(invocation);
    }
    const change = changeOf(invocation, request);
    if (change) this.world.changes.push(change);
    const asked = clock.now();
    await clock.sleep(this.latency());
    const result = await (change ? this.carryOut(change, answer) : answer());
    if (targetOf(request) === 'DescribeWorkspaceAssociations') invocation.seenAt = asked;
    if (targetOf(request) === 'DescribeWorkspacesConnectionStatus') invocation.connectionSeenAt = asked;
    await clock.sleep(this.latency());
    return dies ? this.die(invocation) : result;
  }

  private async carryOut<T>(change: Change, answer: () => Promise<T>): Promise<T> {
    const { simulator, witness } = this.world;
    const calls = simulator.calls.length;
    const outages = simulator.outagesOf(change.workspaceId).length;
    meet(change);
    try {
      return await answer();
    } finally {
      const record = simulator.calls[calls];
      change.wasEffective = record?.effective ?? false;
      change.outcome = record?.outcome ?? 'AccessDeniedException';
      // What is refused for one of several WorkSpaces is answered well.
      if (change.operation === 'RebootWorkspaces')
        change.wasEffective = simulator.outagesOf(change.workspaceId).length !== outages;
      const { lastUpdated = 0 } =
        simulator.associations(change.workspaceId).find((other) => other.applicationId === change.applicationId) ?? {};
      change.state = lastUpdated >= change.metAt ? record?.state : undefined;
      change.answeredAt = this.world.clock.now();
      witness.changed(change);
    }
  }

  private die(invocation: Invocation): Promise<never> {
    invocation.die();
    return new Promise(() => {});
  }

  private latency(): number {
    if (this.slow.calls <= 0) return this.world.random() * 60;
    this.slow.calls--;
    this.world.count('slow answer');
    return (this.world.random() * this.slow.milliseconds) / 2;
  }
}

export const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(asObject(value)));

function asObject(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  throw new Error('an event is an object');
}
