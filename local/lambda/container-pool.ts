import type { Invocation } from '../cloudformation/function-host';
import type { FunctionConfiguration } from '../cloudformation/services';
import { Container, failed, type Surroundings } from './container';

/** More would only share the same few cores. A further invocation waits, where Lambda would throttle it. */
const MOST_CONTAINERS = 4;

const IDLE_MILLISECONDS = 60_000;

/** The warm containers of one version of a function. */
export class ContainerPool {
  private readonly containers = new Set<Container>();
  private readonly idle = new Map<Container, NodeJS.Timeout>();
  private readonly queue: ((container: Container) => void)[] = [];
  private retired = false;
  private killed = false;

  constructor(
    readonly configuration: FunctionConfiguration,
    private readonly surroundings: Surroundings,
    private readonly root: string,
  ) {}

  async invoke(requestId: string, event: string): Promise<Invocation> {
    if (this.killed) return failed('Runtime.ExitError', 'The embedded AWS has stopped');
    const container = await this.take();
    try {
      return await container.invoke(requestId, event);
    } finally {
      this.giveBack(container);
    }
  }

  /** Takes no new container into use once what runs has ended. */
  retire(): void {
    this.retired = true;
    for (const container of this.idle.keys()) this.end(container);
  }

  /** Ends what runs, and starts nothing any more. */
  kill(): void {
    this.killed = true;
    for (const container of this.containers) this.end(container);
  }

  private take(): Promise<Container> {
    const [warm] = this.idle.keys();
    if (warm) {
      clearTimeout(this.idle.get(warm));
      this.idle.delete(warm);
      return Promise.resolve(warm);
    }
    if (this.containers.size < MOST_CONTAINERS) return Promise.resolve(this.begin());
    return new Promise((resolve) => {
      this.queue.push(resolve);
    });
  }

  private giveBack(container: Container): void {
    if (!container.alive) this.end(container);
    const next = this.queue.shift();
    if (next) next(container.alive ? container : this.begin());
    else if (this.retired) this.end(container);
    else if (container.alive) this.keepWarm(container);
  }

  private keepWarm(container: Container): void {
    const reap = setTimeout(() => this.end(container), IDLE_MILLISECONDS);
    reap.unref();
    this.idle.set(container, reap);
  }

  private begin(): Container {
    const container = new Container(this.configuration, this.surroundings, this.root);
    this.containers.add(container);
    return container;
  }

  private end(container: Container): void {
    clearTimeout(this.idle.get(container));
    this.idle.delete(container);
    this.containers.delete(container);
    container.kill();
  }
}
