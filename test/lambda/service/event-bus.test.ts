import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SOURCE } from '../../../lambda/service/event-bus';
import { OFFICE_PROFESSIONAL_2021 as OFFICE, VISIO_PROFESSIONAL_2021 as VISIO } from '../../../local/workspaces';
import { declare, Harness, MINUTE } from '../harness';

const DESKTOP = 'ws-0abc12345';
const BUS = 'arn:aws:events:us-east-1:111122223333:event-bus/desktops';

interface Put {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A bus behind the real client that answers each call with what `answer` returns. */
class RecordingBus {
  calls = 0;
  readonly puts: Put[] = [];
  readonly client: EventBridgeClient;
  readonly arn = BUS;

  constructor(
    answer: () => { readonly status: number; readonly body: object } = () => ({
      status: 200,
      body: { Entries: [{ EventId: '1' }] },
    }),
  ) {
    this.client = new EventBridgeClient({
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: {
        handle: async ({ body }: { readonly body?: unknown }) => {
          this.calls += 1;
          const { Entries } = JSON.parse(body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body));
          for (const entry of Entries) {
            expect(entry).toMatchObject({ EventBusName: BUS, Source: SOURCE });
            this.puts.push({ type: entry.DetailType, detail: JSON.parse(entry.Detail) });
          }
          const { status, body: answered } = answer();
          return {
            response: { statusCode: status, headers: {}, body: new TextEncoder().encode(JSON.stringify(answered)) },
          };
        },
        updateHttpClientConfig() {},
        httpHandlerConfigs: () => ({}),
      },
    });
  }

  get types(): readonly string[] {
    return this.puts.map(({ type }) => type.replace('WorkSpace Applications ', ''));
  }
}

function harnessWith(bus?: RecordingBus): Harness {
  const harness = new Harness({ bus });
  harness.simulator.addWorkspace({ workspaceId: DESKTOP, userName: 'ada' });
  return harness;
}

describe('what is put on the bus', () => {
  test('a create: installed, with what a rule would ask for', async () => {
    const bus = new RecordingBus();
    const harness = harnessWith(bus);
    await harness.create(declare(DESKTOP, [OFFICE, VISIO]));
    expect(bus.puts).toEqual([
      {
        type: 'WorkSpace Applications Installed',
        detail: {
          version: '1',
          stackId: harness.stack.id,
          logicalResourceId: 'Desk',
          requestId: expect.stringMatching(/^request-/),
          requestType: 'Create',
          workspaceId: DESKTOP,
          applicationIds: [OFFICE, VISIO],
          elapsedSeconds: expect.any(Number),
        },
      },
    ]);
  });

  test('an update that swaps: removed, installed; a delete: removed', async () => {
    const bus = new RecordingBus();
    const harness = harnessWith(bus);
    const { physicalId } = await harness.create(declare(DESKTOP, [OFFICE]));
    await harness.update(physicalId, declare(DESKTOP, [OFFICE]), declare(DESKTOP, [VISIO]));
    await harness.destroy(physicalId, declare(DESKTOP, [VISIO]));
    expect(bus.types).toEqual(['Installed', 'Removed', 'Installed', 'Removed']);
    expect(bus.puts.map(({ detail }) => detail.applicationIds)).toEqual([[OFFICE], [OFFICE], [VISIO], [VISIO]]);
  });

  test('an update that changes nothing: nothing', async () => {
    const bus = new RecordingBus();
    const harness = harnessWith(bus);
    const { physicalId } = await harness.create(declare(DESKTOP, [OFFICE]));
    await harness.update(physicalId, declare(DESKTOP, [OFFICE]), declare(DESKTOP, [OFFICE], { TimeoutSeconds: '600' }));
    expect(bus.types).toEqual(['Installed']);
  });

  test('a failed installation: failed, with the reason that CloudFormation gets', async () => {
    const bus = new RecordingBus();
    const harness = harnessWith(bus);
    harness.simulator.failApplication(OFFICE, 'ValidationError.InsufficientDiskSpace');
    const failure = await harness.create(declare(DESKTOP, [OFFICE])).catch((error: Error) => error.message);
    expect(bus.puts).toMatchObject([
      {
        type: 'WorkSpace Applications Failed',
        detail: { reason: failure, workspaceId: DESKTOP, applicationIds: [OFFICE] },
      },
    ]);
  });

  test('a timeout: timed out', async () => {
    const bus = new RecordingBus();
    const harness = harnessWith(bus);
    await expect(harness.create(declare(DESKTOP, [OFFICE], { TimeoutSeconds: '120' }))).rejects.toThrow(
      'was not done after 2 minutes',
    );
    expect(bus.types).toEqual(['Timed Out']);
  });

  test('a refusal at first sight: failed, before anything began', async () => {
    const bus = new RecordingBus();
    const harness = harnessWith(bus);
    harness.simulator.put({
      workspaceId: DESKTOP,
      applicationId: OFFICE,
      state: 'COMPLETED',
      created: harness.time - 999 * MINUTE,
    });
    await expect(harness.create(declare(DESKTOP, [OFFICE]))).rejects.toThrow('on the WorkSpace already');
    expect(bus.types).toEqual(['Failed']);
  });

  test('a request whose operation is over: stood down', async () => {
    const bus = new RecordingBus();
    const harness = harnessWith(bus);
    const waiter = await harness.creating(declare(DESKTOP, [OFFICE]));
    harness.stack.enter('ROLLBACK_COMPLETE');
    await expect(harness.finish(waiter)).rejects.toThrow('operation of this request is over');
    expect(bus.types).toEqual(['Stood Down']);
  });

  test('a secret of the request: in no event', async () => {
    const bus = new RecordingBus();
    const harness = harnessWith(bus);
    harness.simulator.failApplication(OFFICE, 'DeploymentError.WorkspaceUnreachable');
    await harness.create(declare(DESKTOP, [OFFICE])).catch(() => {});
    expect(bus.puts).toHaveLength(1);
    expect(JSON.stringify(bus.puts)).not.toMatch(/Signature|response\.s3|https:/);
  });
});

describe('a bus that does not take it: a line in the log, and the deployment goes on', () => {
  test.each([
    {
      situation: 'denied',
      answer: { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } },
      exception: 'AccessDeniedException',
    },
    { situation: 'down', answer: { status: 503, body: {} }, exception: expect.any(String) },
    {
      situation: 'an entry refused',
      answer: { status: 200, body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] } },
      exception: 'Error',
    },
  ])('$situation', async ({ answer, exception }) => {
    const harness = harnessWith(new RecordingBus(() => answer));
    await harness.create(declare(DESKTOP, [OFFICE]));
    expect(harness.states(DESKTOP)).toEqual({ [OFFICE]: 'COMPLETED' });
    const lines = harness.lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'event not put');
    expect(lines).toMatchObject([{ level: 'WARN', happening: 'Installed', exception }]);
  });

  test('a bus that throws while a failure is announced: the failure does not change', async () => {
    const harness = harnessWith(
      new RecordingBus(() => {
        throw new Error('socket hang up');
      }),
    );
    harness.simulator.failApplication(OFFICE, 'ValidationError.InsufficientMemory');
    await expect(harness.create(declare(DESKTOP, [OFFICE]))).rejects.toThrow('ValidationError.InsufficientMemory');
  });
});

test('no bus: the same life without a call', async () => {
  const harness = harnessWith();
  await harness.create(declare(DESKTOP, [OFFICE]));
  expect(harness.lines.join('\n')).not.toContain('event not put');
});
