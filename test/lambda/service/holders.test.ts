import { SSMClient } from '@aws-sdk/client-ssm';
import { FLEET_PARAMETER_PREFIX, renderFleet } from '../../../lambda/contract/fleet';
import { holdersOf } from '../../../lambda/service/holders';
import { existenceOf } from '../../../lambda/service/marks';
import { Parameters } from '../../../lambda/service/parameters';
import { Stacks } from '../../../lambda/service/stacks';
import { DEFAULT_ENVIRONMENT } from '../../../local/environment';
import { handleSsm } from '../../../local/ssm/api';
import { ParameterStore } from '../../../local/ssm/parameters';
import type { HttpRequest } from '../../../local/transport/http';
import { inProcess } from '../../local/sdk';
import { BEGAN, MINUTE, mark, OFFICE, PROJECT, SECOND, TOKEN, VISIO, WORKSPACE } from '../builders';
import { declared } from '../fleet/builders';
import { StackBench } from '../stack-tools';

const LISTED = `${WORKSPACE}/${TOKEN}`;
const DESK = mark({ writtenAt: BEGAN });

let bench: StackBench;

beforeEach(() => {
  bench = new StackBench();
  bench.stack.enter('CREATE_IN_PROGRESS');
  bench.stack.enter('CREATE_COMPLETE');
});

const isLiving = (one = DESK) => bench.tools.holders.isLiving(one);
const living = { ok: true, value: true };
const dead = { ok: true, value: false };

describe('the mark of a stack', () => {
  test('CloudFormation lists its resource: it lives', async () => {
    bench.stack.listed.set('Desk', LISTED);
    expect(await isLiving()).toEqual(living);
  });

  test('it lists the resource on another WorkSpace: the hold on this one is dead', async () => {
    bench.stack.listed.set('Desk', `ws-0other0001/${TOKEN}`);
    expect(await isLiving()).toEqual(dead);
  });

  test.each(['DELETE_SKIPPED', 'DELETE_COMPLETE'] as const)(
    '%s, as of a resource that was retained when it was dropped: holds nothing',
    async (status) => {
      bench.stack.listed.set('Desk', LISTED);
      bench.stack.resources.set('Desk', status);
      expect(await isLiving()).toEqual(dead);
    },
  );

  test.each(['UPDATE_FAILED', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'] as const)(
    '%s: it lives',
    async (status) => {
      bench.stack.listed.set('Desk', LISTED);
      bench.stack.resources.set('Desk', status);
      expect(await isLiving()).toEqual(living);
    },
  );

  test('no resource, the stack at rest: it is dead', async () => {
    expect(await isLiving()).toEqual(dead);
  });

  test('the stack comes to rest between the two questions: it lives', async () => {
    class Racing extends Stacks {
      override findStack(name: string) {
        bench.stack.listed.set('Desk', LISTED);
        return super.findStack(name);
      }
    }
    const holders = holdersOf({ stacks: new Racing(bench.stack.client) }, bench.tools);
    expect(await holders.isLiving(DESK)).toEqual(living);
  });

  test('of a stack that is deleted: it is dead, and no call is logged as refused', async () => {
    const log = jest.fn();
    const holders = holdersOf({ stacks: new Stacks(bench.stack.client) }, { ...bench.tools, log });
    expect(await holders.isLiving({ ...DESK, holder: 'stack/Gone' })).toEqual(dead);
    expect(log).not.toHaveBeenCalled();
  });
});

describe('what is being created is not listed yet', () => {
  const begins = (status: 'UPDATE_IN_PROGRESS' | 'UPDATE_ROLLBACK_IN_PROGRESS') => {
    bench.time += 60 * MINUTE;
    bench.stack.enter('UPDATE_IN_PROGRESS');
    if (status !== 'UPDATE_IN_PROGRESS') bench.stack.enter(status);
    return bench.time;
  };

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'] as const)(
    'the stack is in %s, and the mark was written since it began: it lives',
    async (status) => {
      const began = begins(status);
      expect(await isLiving({ ...DESK, writtenAt: began + SECOND })).toEqual(living);
    },
  );

  test('the stack is being deleted, and an update before has left a mark that could not be deleted: it is dead', async () => {
    const began = begins('UPDATE_IN_PROGRESS');
    bench.stack.enter('UPDATE_ROLLBACK_COMPLETE');
    bench.stack.enter('DELETE_IN_PROGRESS');
    expect(await isLiving({ ...DESK, writtenAt: began + SECOND })).toEqual(dead);
  });

  test('the clock of the service is behind by seconds: it lives', async () => {
    const began = begins('UPDATE_IN_PROGRESS');
    expect(await isLiving({ ...DESK, writtenAt: began - 30 * SECOND })).toEqual(living);
  });

  test('the mark is from before the operation: it is dead', async () => {
    begins('UPDATE_IN_PROGRESS');
    expect(await isLiving()).toEqual(dead);
  });

  test('another stack is under way: that makes no difference', async () => {
    const began = begins('UPDATE_IN_PROGRESS');
    expect(await isLiving({ ...DESK, holder: 'stack/Other', writtenAt: began })).toEqual(dead);
  });
});

test('a later version of the library: it lives, and CloudFormation is not asked', async () => {
  expect(await isLiving({ ...DESK, holder: '' })).toEqual(living);
  expect(bench.stack.looks).toBe(0);
});

describe('the mark of a fleet', () => {
  const parameters = new ParameterStore();
  const respond = (request: HttpRequest) => handleSsm(parameters, DEFAULT_ENVIRONMENT, () => BEGAN, request);
  const sources = () => ({
    stacks: bench.stacks,
    parameters: new Parameters(new SSMClient({ ...inProcess(respond), maxAttempts: 1 })),
  });
  const declare = (name: string, value: unknown): void =>
    void parameters.put(
      { name: `${FLEET_PARAMETER_PREFIX}${name}`, value: JSON.stringify(value), overwrite: true },
      BEGAN,
    );
  const ofFleet = { ...DESK, token: '0123456789abcdef.fleet' };
  declare('Design', renderFleet(declared({ applicationIds: [OFFICE], absentApplicationIds: [VISIO] })));
  declare('Later', { format: 99 });

  test.each([
    { holder: 'fleet/Design', applicationId: OFFICE, expected: living, reason: 'its parameter lists the application' },
    { holder: 'fleet/Design', applicationId: PROJECT, expected: dead, reason: 'it has dropped the application' },
    { holder: 'fleet/Design', applicationId: VISIO, expected: dead, reason: 'it declares it absent' },
    { holder: 'fleet/Gone', applicationId: OFFICE, expected: dead, reason: 'there is no such fleet any more' },
    { holder: 'fleet/Later', applicationId: OFFICE, expected: living, reason: 'a later version has declared it' },
  ])('$holder, $applicationId: $reason', async ({ holder, applicationId, expected }) => {
    const found = await holdersOf(sources(), bench.tools).isLiving({ ...ofFleet, holder, applicationId });
    expect(found).toEqual(expected);
    expect(bench.stack.looks).toBe(0);
  });

  test('where parameters are out of reach: it lives', async () => {
    expect(await isLiving({ ...ofFleet, holder: 'fleet/Gone' })).toEqual(living);
  });

  test('one answer is about one application of a fleet, and about all of a stack', () => {
    const [one, other] = [OFFICE, VISIO].map((applicationId) => ({
      ...ofFleet,
      holder: 'fleet/Design',
      applicationId,
    }));
    expect(existenceOf(one ?? DESK)).not.toBe(existenceOf(other ?? DESK));
    expect(existenceOf({ ...DESK, applicationId: VISIO })).toBe(existenceOf(DESK));
  });
});

describe('CloudFormation does not say', () => {
  test('throttled for a moment: asked again', async () => {
    bench.stack.listed.set('Desk', LISTED);
    bench.stack.refuse('Throttling', 3);
    expect(await isLiving()).toEqual(living);
  });

  test('denied: not known, which is neither', async () => {
    bench.stack.refuse('AccessDenied', 100, 403);
    expect(await isLiving()).toMatchObject({
      ok: false,
      operation: 'DescribeStackResources',
      fault: { kind: 'denied' },
    });
  });
});
