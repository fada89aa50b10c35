import { OFFICE_PROFESSIONAL_2021 as OFFICE } from '../../../local/workspaces';
import { declare, Harness, MINUTE, type Wire } from '../harness';

/*
 * What a caller could try that may invoke the functions, or choose the properties of a resource. Which calls the roles
 * permit is tested in test/lib; here, what the code does with what it receives.
 */
const DESKTOP = 'ws-0abc12345';

function deployed(): Harness {
  const harness = new Harness();
  harness.simulator.addWorkspace({ workspaceId: DESKTOP, userName: 'ada' });
  return harness;
}

const event = (harness: Harness, more: object = {}) => ({
  RequestType: 'Create',
  RequestId: 'forged',
  ResponseURL: 'https://attacker.example/secret?X-Amz-Signature=secret',
  StackId: harness.stack.id,
  LogicalResourceId: 'Desk',
  ResourceType: 'Custom::WorkspaceApplications',
  ResourceProperties: declare(DESKTOP, [OFFICE]),
  ...more,
});

const operation = (stackUpdatedAt: number, direction = 'forward') => ({
  direction,
  stackUpdatedAt: String(stackUpdatedAt),
  operationStartedAt: String(stackUpdatedAt),
  undoneFrom: String(stackUpdatedAt),
  requestedAt: String(stackUpdatedAt),
  begunAt: String(stackUpdatedAt),
  underWay: '0',
  hasSiblings: 'true',
  root: '',
  stackName: 'Desk',
  living: '',
  isProven: 'true',
  isRetry: 'false',
});

describe('a forged event', () => {
  test.each(['Create', 'Update', 'Delete'])(
    '%s to onEvent while the stack is at rest: refused, nothing changed',
    async (RequestType) => {
      const harness = deployed();
      harness.stack.enter('UPDATE_COMPLETE');
      const forged = event(harness, { RequestType, PhysicalResourceId: `${DESKTOP}/Desk/2026-11-22T00:00:00Z` });
      await expect(harness.onEvent(forged)).rejects.toThrow('late delivery, and nothing was changed');
      expect(harness.mutations()).toEqual([]);
    },
  );

  test('to isComplete, without what onEvent adds: refused', async () => {
    const harness = deployed();
    harness.stack.enter('CREATE_IN_PROGRESS');
    await expect(harness.isComplete(event(harness))).rejects.toThrow(
      "did not come through the provider's event function",
    );
    expect(harness.mutations()).toEqual([]);
  });

  test.each([
    ['a stack at rest', 'CREATE_COMPLETE', 'forward'],
    ['a stack that rolls back', 'ROLLBACK_IN_PROGRESS', 'forward'],
    ['an unknown direction', 'CREATE_IN_PROGRESS', 'sideways'],
    ['a direction of the prototype', 'CREATE_IN_PROGRESS', '__proto__'],
  ] as const)(
    'to isComplete with an invented operation, %s: changes nothing',
    async (_situation, status, direction) => {
      const harness = deployed();
      harness.stack.enter(status);
      harness.time += 5 * MINUTE;
      const forged = event(harness, { Operation: operation(harness.time - 5 * MINUTE, direction) });
      await expect(harness.isComplete(forged)).rejects.toThrow();
      expect(harness.mutations()).toEqual([]);
    },
  );

  test('to isComplete with the time of another operation: stands down', async () => {
    const harness = deployed();
    harness.stack.enter('CREATE_IN_PROGRESS');
    harness.time += 5 * MINUTE;
    const forged = event(harness, { Operation: operation(harness.time - 3 * MINUTE) });
    await expect(harness.isComplete(forged)).rejects.toThrow('operation of this request is over');
    expect(harness.mutations()).toEqual([]);
  });

  // What is said in docs/security.md: nothing in the code prevents this, only the permission to invoke.
  test('to isComplete with the very operation that is under way: is indistinguishable, and acts', async () => {
    const harness = deployed();
    harness.stack.enter('CREATE_IN_PROGRESS');
    const began = harness.time;
    harness.time += 2 * MINUTE;
    await harness.isComplete(event(harness, { Operation: operation(began) })).catch(() => {});
    expect(harness.mutations()).not.toEqual([]);
  });

  test.each([null, 7, 'text', [], { RequestType: 'Format' }, { RequestType: ['Create'] }])(
    '%j: refused in words, nothing changed',
    async (forged) => {
      const harness = deployed();
      await expect(harness.onEvent(forged)).rejects.toThrow(/does not come from CloudFormation/);
      await expect(harness.isComplete(forged)).rejects.toThrow(/does not come from CloudFormation/);
      expect(harness.mutations()).toEqual([]);
    },
  );

  test('its ResponseURL: in no line and no message; our functions send nothing there', async () => {
    const harness = deployed();
    harness.stack.enter('UPDATE_COMPLETE');
    const failure = await harness.onEvent(event(harness)).catch((error: Error) => error.message);
    expect([failure, ...harness.lines].join('\n')).not.toMatch(/attacker|Signature/);
  });
});

describe('a WorkSpace of another account or Region', () => {
  test('its id: is not found here, the create fails in words, nothing is changed', async () => {
    const harness = deployed();
    await expect(harness.create(declare('ws-0elsewhere1', [OFFICE]))).rejects.toThrow(
      'does not exist in this account and Region',
    );
    expect(harness.mutations()).toEqual([]);
  });

  test.each([
    'arn:aws:workspaces:eu-west-1:999999999999:workspace/ws-0abc12345',
    'ws-0abc12345@999999999999',
    '../ws-0abc12345',
    'ws-0abc12345/../ws-0def12345',
    'ws-0ABC12345',
    'ws-0abc12345\n',
    'ws-*',
  ])('%j as its id: refused before any call', async (workspaceId) => {
    const harness = deployed();
    await expect(harness.create(declare(workspaceId, [OFFICE]))).rejects.toThrow(
      /^WorkspaceId must look like 'ws-0abc12345'/,
    );
    expect(harness.simulator.calls).toEqual([]);
  });
});

describe('text that is to get out of its place', () => {
  const HOSTILE = 'x"}\r\n{"level":"INFO","message":"done"}\u001b[2J\u2028\u202e';

  const tries: readonly [string, Wire | object][] = [
    ['WorkspaceId', { ResourceProperties: declare(HOSTILE, [OFFICE]) }],
    ['ApplicationIds', { ResourceProperties: declare(DESKTOP, [HOSTILE]) }],
    ['TimeoutSeconds', { ResourceProperties: declare(DESKTOP, [OFFICE], { TimeoutSeconds: HOSTILE }) }],
    ['AllowExisting', { ResourceProperties: declare(DESKTOP, [OFFICE], { AllowExisting: HOSTILE }) }],
    ['LogicalResourceId', { LogicalResourceId: HOSTILE }],
    ['RequestId', { RequestId: HOSTILE.repeat(500) }],
    ['RequestType', { RequestType: HOSTILE }],
  ];

  test.each(tries)(
    '%s: every line stays one line of JSON, the message stays printable and short',
    async (_name, more) => {
      const harness = deployed();
      harness.stack.enter('UPDATE_COMPLETE');
      const failure: unknown = await harness.onEvent(event(harness, more)).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Error);
      const message = failure instanceof Error ? failure.message : '';
      expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(1_500);
      for (const line of harness.lines) {
        expect(line).not.toMatch(/\p{Cc}/u);
        expect(JSON.parse(line).message).not.toBe('done');
        expect(line.length).toBeLessThan(4_000);
      }
    },
  );

  test('what the service says, with line breaks and escapes: the same', async () => {
    const harness = deployed();
    harness.stack.refuse(`Validation${'Error'}`, 99);
    harness.stack.enter('CREATE_IN_PROGRESS');
    const failure = await harness.onEvent(event(harness)).catch((error: Error) => error.message);
    expect(failure).not.toMatch(/[\p{Cc}]/u);
  });

  test('properties named like members of every object: are not taken for members', async () => {
    const harness = deployed();
    const properties = JSON.parse(
      `{"__proto__":{"WorkspaceId":"${DESKTOP}"},"constructor":"x","ApplicationIds":["${OFFICE}"]}`,
    );
    await expect(harness.onEvent(event(harness, { ResourceProperties: properties }))).rejects.toThrow('got nothing');
  });
});
