import type { JsonObject } from '../../template/json';
import { type Bootstrap, type Deployable, keyOf } from './assembly';
import { nestedStack, type Orders, type Place, resource } from './templates';

/** What an experiment does to its stack. */
export interface Lab {
  readonly place: Place;
  readonly bootstrap: Bootstrap;
  deploy(resources: JsonObject, options?: DeployOptions): Promise<void>;
  /** Asks whether a resource could get another logical id. Nothing is moved. */
  tryRefactor(resources: JsonObject, from: string, to: string): Promise<void>;
  /** Lets the throttled function run again, as soon as CloudFormation has begun to create the resource. */
  endThrottle(whenBegun: string, creating: Promise<void>): Promise<void>;
  destroy(): Promise<void>;
}

export interface DeployOptions {
  readonly noRollback?: true;
  readonly assets?: Deployable['assets'];
}

export interface Experiment {
  readonly name: string;
  /** What it does, for a person who is asked for consent. */
  readonly about: string;
  /** How long it takes about, on a live account. */
  readonly minutes: number;
  run(lab: Lab): Promise<void>;
}

const on = ({ place }: Lab) => {
  return (orders: Orders, ...dependsOn: readonly string[]) => resource(place, orders, ...dependsOn);
};

const life: Experiment = {
  name: 'life',
  about: 'creates a stack, updates it, has an update fail and roll back, replaces a resource, deletes the stack',
  minutes: 10,
  async run(lab) {
    const custom = on(lab);
    // B is dropped later. Its cleanup fails on purpose.
    const b = { Step: 'create', OnDelete: 'fails in an update' } as const;
    await lab.deploy({ A: custom({ Step: 'create' }), B: custom(b, 'A') });
    await lab.deploy({ A: custom({ Step: 'update' }), B: custom(b, 'A') });
    await lab.deploy({
      A: custom({ Step: 'fails' }),
      C: custom({ Step: 'fails' }, 'A'),
      B: custom({ ...b, Step: 'fails', OnUpdate: 'fails' }, 'C'),
    });
    const replaced = { A: custom({ Step: 'replaces', Id: '2' }) };
    await lab.deploy(replaced);
    await lab.tryRefactor({ Renamed: custom({ Step: 'replaces', Id: '2' }) }, 'A', 'Renamed');
    await lab.destroy();
  },
};

const cancelled: Experiment = {
  name: 'cancelled',
  about: 'creates a stack in which one resource fails while another is still being created',
  minutes: 3,
  async run(lab) {
    const custom = on(lab);
    await lab.deploy({
      X: custom({ Step: 'create', OnCreate: 'never answers' }),
      Y: custom({ Step: 'create', OnCreate: 'fails', Seconds: '30' }),
    });
    await lab.destroy();
  },
};

const left: Experiment = {
  name: 'left',
  about: 'has a create and an update fail with --no-rollback, and deploys again after each',
  minutes: 10,
  async run(lab) {
    const custom = on(lab);
    const noRollback = { noRollback: true } as const;
    // Under another physical id, so that the one that failed is not taken for the one that lives.
    const q = custom({ Step: 'retry', Id: '2' }, 'P');
    const failing = custom({ Step: 'create', OnCreate: 'fails' }, 'P');
    await lab.deploy({ P: custom({ Step: 'create' }), Q: failing }, noRollback);
    await lab.deploy({ P: custom({ Step: 'create' }), Q: q }, noRollback);
    await lab.deploy({ P: custom({ Step: 'fails', OnUpdate: 'fails' }), Q: q }, noRollback);
    await lab.deploy({ P: custom({ Step: 'again' }), Q: q }, noRollback);
    await lab.destroy();
  },
};

const nested: Experiment = {
  name: 'nested',
  about: 'creates a stack inside a stack inside a stack; a resource of the outermost fails, and all roll back',
  minutes: 5,
  async run(lab) {
    const custom = on(lab);
    const inner: JsonObject = { Resources: { R: custom({ Step: 'create' }) } };
    const middle: JsonObject = { Resources: { Inner: nestedStack(keyOf(inner), lab.bootstrap.bucket) } };
    const outer = {
      Middle: nestedStack(keyOf(middle), lab.bootstrap.bucket),
      Z: custom({ Step: 'create', OnCreate: 'fails' }, 'Middle'),
    };
    await lab.deploy(outer, { assets: [inner, middle] });
    await lab.destroy();
  },
};

const redelivered: Experiment = {
  name: 'redelivered',
  about: 'creates a stack whose function fails the first time that it is called',
  minutes: 4,
  async run(lab) {
    await lab.deploy({ T: on(lab)({ Step: 'create', OnCreate: 'throws once' }) });
    await lab.destroy();
  },
};

const throttled: Experiment = {
  name: 'throttled',
  about: 'creates a stack whose function may not run for a minute (reserved concurrency 0)',
  minutes: 5,
  async run(lab) {
    const place = { ...lab.place, isThrottled: true };
    const creating = lab.deploy({ T: resource(place, { Step: 'create' }) });
    await Promise.all([creating, lab.endThrottle('T', creating)]);
    await lab.destroy();
  },
};

/** In the order in which they are run. Each has stacks of its own, which it deletes. */
export const EXPERIMENTS: readonly Experiment[] = [life, cancelled, left, nested, redelivered, throttled];
