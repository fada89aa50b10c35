import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { MAX_APPLICATIONS } from '../../lambda/contract/properties';
import {
  CATALOGUE,
  companyApplication,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021 as VISIO,
  DESKTOP as WORKSPACE,
} from '../../local/workspaces';
import { UNDER_WAY } from '../../testkit/stack';
import { Harness } from '../lambda/harness';

const RUNS = { seed: 20261122, numRuns: 50 };
const SECRET = 'X-Amz-Signature=secret';
const TYPES = ['Create', 'Update', 'Delete'] as const;
const FUNCTIONS = ['onEvent', 'isComplete'] as const;

/** Names that are members of every object, or that a careless reader trips over. */
const NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'length', 'then', 'WorkspaceId', 'x'] as const;
/** An object that no text can be made of. */
const TEXTLESS = { toString: 'x', valueOf: 'x' };
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '\u0000',
    '\u202e',
    '\ud83d',
    '💥',
    'null',
    'undefined',
    '[object Object]',
    'ws-',
    'wsa-',
  ),
  fc.constantFrom(`${WORKSPACE}\n`, ` ${VISIO}`, WORKSPACE.toUpperCase(), `${VISIO},${OFFICE}`, 'wsb-0bundle001'),
  fc.integer({ min: 1000, max: 100_000 }).map((length) => 'w'.repeat(length)),
);
/** Whatever JSON can hold, and how it could hold it to mislead. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.jsonValue(),
  fc.double(),
  fc.dictionary(fc.constantFrom(...NAMES), fc.jsonValue()),
  fc.array(text, { maxLength: 5 }),
  fc
    .constantFrom(MAX_APPLICATIONS + 1, 1_000)
    .map((count) => Array.from({ length: count }, (_, i) => `wsa-${String(i).padStart(9, '0')}`)),
  fc.constant(JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)),
);

const isId = (value: unknown, prefix: string): boolean =>
  typeof value === 'string' && new RegExp(`^${prefix}-[0-9a-z]{8,63}$`).test(value);
const isIds = (value: unknown): boolean => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return value === null || value === '' || (list.length <= MAX_APPLICATIONS && list.every((id) => isId(id, 'wsa')));
};
const isFlag = (value: unknown): boolean => typeof value !== 'object' && /^(true|false)$/i.test(String(value));
const isTimeout = (value: unknown): boolean =>
  value === null ||
  (typeof value !== 'object' && String(value).trim() !== '' && Number(value) > 0 && Number(value) <= 3300);

/** Each property with what it may hold, written a second time: what does not pass must be refused. */
const ACCEPTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  WorkspaceId: (value) => isId(value, 'ws'),
  ApplicationIds: isIds,
  AbsentApplicationIds: isIds,
  AllowExisting: isFlag,
  WaitForInstallation: isFlag,
  TimeoutSeconds: isTimeout,
  Revision: (value) => typeof value !== 'object' || value === null,
};

const GOOD = { ServiceToken: 'arn', ServiceTimeout: '3600', WorkspaceId: WORKSPACE, ApplicationIds: [VISIO] };

/** One or more properties that hold what they must not, the others good. */
const badProperties = fc
  .dictionary(fc.constantFrom(...Object.keys(ACCEPTS)), anything, { minKeys: 1, maxKeys: 3 })
  .map((bad) => Object.fromEntries(Object.entries(bad).filter(([name, value]) => !ACCEPTS[name]?.(arrived(value)))))
  .filter((bad) => Object.keys(bad).length > 0)
  .map((bad) => ({ properties: { ...GOOD, ...bad }, names: Object.keys(bad) }));

/** What is left of a value on its way to a function. */
const arrived = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const eventOf = (harness: Harness, type: string, properties: unknown, more: object = {}): unknown =>
  arrived({
    RequestType: type,
    RequestId: 'request-1',
    ResponseURL: `https://cloudformation-custom-resource-response.s3.amazonaws.com/?${SECRET}`,
    StackId: harness.stack.id,
    LogicalResourceId: 'Desk',
    ...(type !== 'Create' && { PhysicalResourceId: `${WORKSPACE}/0123456789abcdef.t0wk00` }),
    ...(type === 'Update' && { OldResourceProperties: GOOD }),
    ResourceProperties: properties,
    Operation: operationAt(harness.time),
    ...more,
  });

const operationAt = (time: number): object => ({
  direction: 'forward',
  stackUpdatedAt: String(time),
  operationStartedAt: String(time),
  undoneFrom: String(time),
  requestedAt: String(time),
  begunAt: String(time),
  underWay: '0',
  hasSiblings: 'true',
  root: '',
  stackName: 'Desk',
  living: '',
  isProven: 'true',
  isRetry: 'false',
});

function worldFor(type: string): Harness {
  const harness = new Harness();
  const status = UNDER_WAY[TYPES.find((known) => known === type) ?? 'Create'];
  harness.stack.enter(status, { touch: true });
  harness.stack.record('Desk', status, {});
  return harness;
}

/** How an invocation ended: its answer, or the words of its failure. */
async function outcomeOf(harness: Harness, name: (typeof FUNCTIONS)[number], event: unknown): Promise<string | object> {
  try {
    return await harness[name](event);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    expect(error.name).toBe('WorkspaceApplicationsFailure');
    return error.message;
  }
}

/** Words for a person: not a crash, short, on one line and printable, without the secret. */
function expectWords(outcome: string | object): asserts outcome is string {
  if (typeof outcome !== 'string') throw new Error(`accepted: ${JSON.stringify(outcome)}`);
  expect(outcome).not.toMatch(/failed unexpectedly|UnknownError|undefined|\[object|X-Amz/);
  expect(Buffer.byteLength(outcome)).toBeLessThanOrEqual(1500);
  expect(outcome).toMatch(/^[\x20-\x7e…]{10,}$/);
}

const expectUntouched = ({ simulator, lines }: Harness): void => {
  expect(simulator.calls).toEqual([]);
  expect(lines.join('\n')).not.toContain(SECRET);
};

describe(`bad properties (seed ${RUNS.seed})`, () => {
  test.each(FUNCTIONS.flatMap((name) => (['Create', 'Update'] as const).map((type) => ({ name, type }))))(
    '$type to $name: refused in words that name a property, without a call to WorkSpaces',
    async ({ name, type }) => {
      await fc.assert(
        fc.asyncProperty(badProperties, async ({ properties, names }) => {
          const harness = worldFor(type);
          const outcome = await outcomeOf(harness, name, eventOf(harness, type, properties));
          expectWords(outcome);
          expect(names.some((property) => outcome.includes(property))).toBe(true);
          expectUntouched(harness);
        }),
        RUNS,
      );
    },
  );

  test.each(FUNCTIONS)(
    'Delete to %s: succeeds, since no mark shows anything that was installed, and changes nothing',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(badProperties, async ({ properties }) => {
          const harness = worldFor('Delete');
          const outcome = await outcomeOf(harness, name, eventOf(harness, 'Delete', properties));
          expect(outcome).toMatchObject(
            name === 'isComplete' ? { IsComplete: true } : { PhysicalResourceId: expect.stringMatching(/^ws-/) },
          );
          expect(harness.mutations()).toEqual([]);
        }),
        RUNS,
      );
    },
  );

  test('old properties of an update that cannot be understood: count as nothing declared, and the update succeeds', async () => {
    await fc.assert(
      fc.asyncProperty(badProperties, async ({ properties: old }) => {
        const harness = worldFor('Update');
        const event = eventOf(harness, 'Update', GOOD, { OldResourceProperties: old, Operation: undefined });
        const answer = await outcomeOf(harness, 'onEvent', event);
        expect(answer).toHaveProperty('PhysicalResourceId');
        const next = await outcomeOf(harness, 'isComplete', { ...Object(event), ...Object(answer) });
        expect(next).toEqual({ IsComplete: false });
        expect(harness.states(WORKSPACE)).toEqual({ [VISIO]: 'INSTALLING' });
      }),
      { ...RUNS, numRuns: 50 },
    );
  });

  test('instead of all properties: refused', async () => {
    const notProperties = anything.filter(
      (value) => typeof value !== 'object' || value === null || Array.isArray(value),
    );
    await fc.assert(
      fc.asyncProperty(notProperties, fc.constantFrom(...FUNCTIONS), async (properties, name) => {
        const harness = worldFor('Create');
        const outcome = await outcomeOf(harness, name, eventOf(harness, 'Create', properties));
        expectWords(outcome);
        expect(outcome).toMatch(/ApplicationIds/);
        expectUntouched(harness);
      }),
      RUNS,
    );
  });
});

const ID = /^ws-0abc12345\/[0-9a-f]{16}\.[0-9a-z]+$/;

describe(`good properties among unknown ones (seed ${RUNS.seed})`, () => {
  const extra = fc.dictionary(
    fc.oneof(text, fc.constantFrom(...NAMES)).filter((name) => !(name in ACCEPTS)),
    anything,
    { maxKeys: 5 },
  );

  test.each(TYPES)('%s: a correct answer, as if they were not there', async (type) => {
    await fc.assert(
      fc.asyncProperty(extra, async (unknown) => {
        const harness = worldFor(type);
        const before = { ...GOOD, Note: 'before' };
        const more = { Operation: undefined, ...(type === 'Update' && { OldResourceProperties: before }) };
        const event = eventOf(harness, type, { ...unknown, ...GOOD }, more);
        const answer = await outcomeOf(harness, 'onEvent', event);
        const id = type === 'Delete' ? /^ws-0abc12345\// : ID;
        expect(answer).toHaveProperty('PhysicalResourceId', expect.stringMatching(id));
        // From then on every call of an earlier request has shown.
        harness.time += 30_000;
        const next = await outcomeOf(harness, 'isComplete', { ...Object(event), ...Object(answer) });
        expect(next).toMatchObject({ IsComplete: type !== 'Create' });
        expect(harness.lines.join('\n')).not.toContain(SECRET);
      }),
      { ...RUNS, numRuns: 60 },
    );
  });
});

describe(`bad events (seed ${RUNS.seed})`, () => {
  test.each(FUNCTIONS)('%s gets anything at all, null too: refused in words, without a call', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constant(null), fc.constant(undefined), anything), async (event) => {
        const harness = worldFor('Create');
        expectWords(await outcomeOf(harness, name, event));
        expectUntouched(harness);
        expect(harness.stack.looks).toBe(0);
      }),
      { ...RUNS, examples: [[null], [undefined], [{}], [[]], ['']] },
    );
  });

  const MEMBERS = ['RequestType', 'RequestId', 'StackId', 'LogicalResourceId', 'PhysicalResourceId'] as const;
  const notText = anything.filter((value) => typeof value !== 'string' || value === '');
  test.each(FUNCTIONS.flatMap((name) => MEMBERS.map((member) => ({ name, member }))))(
    '$name gets an update whose $member is missing or no text: refused, naming it',
    async ({ name, member }) => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.constant(undefined), notText), async (value) => {
          const harness = worldFor('Update');
          const outcome = await outcomeOf(harness, name, eventOf(harness, 'Update', GOOD, { [member]: value }));
          expectWords(outcome);
          expect(outcome).toContain(member);
          expectUntouched(harness);
        }),
        { ...RUNS, numRuns: 40 },
      );
    },
  );

  test('isComplete gets an event that did not come through onEvent: refused, naming the member', async () => {
    const isDirection = (value: unknown) => /^(forward|rollback|removal|rest)$/.test(JSON.stringify(value ?? ''));
    const spoilt = fc.oneof(
      fc.record({ direction: anything.filter((value) => !isDirection(value)) }),
      ...['stackUpdatedAt', 'operationStartedAt', 'undoneFrom', 'requestedAt'].map((name) =>
        anything.filter((value) => !(Number(arrived(value)) > 0)).map((value) => ({ [name]: value })),
      ),
    );
    await fc.assert(
      fc.asyncProperty(spoilt, async (bad) => {
        const harness = worldFor('Create');
        const Operation = { ...operationAt(harness.time), ...bad };
        const outcome = await outcomeOf(harness, 'isComplete', eventOf(harness, 'Create', GOOD, { Operation }));
        expectWords(outcome);
        expect(outcome).toContain(`Operation.${Object.keys(bad)[0]}`);
        expectUntouched(harness);
      }),
      RUNS,
    );
  });

  test('a physical id that is anything: an update keeps or replaces it, a delete returns what it got', async () => {
    await fc.assert(
      fc.asyncProperty(
        text.filter((id) => id !== ''),
        fc.constantFrom('Update' as const, 'Delete' as const),
        async (id, type) => {
          const harness = worldFor(type);
          const PhysicalResourceId = arrived(id);
          const answer = await outcomeOf(harness, 'onEvent', eventOf(harness, type, GOOD, { PhysicalResourceId }));
          const kept = type === 'Delete';
          expect(answer).toMatchObject({
            PhysicalResourceId: kept ? PhysicalResourceId : expect.stringMatching(ID),
          });
        },
      ),
      RUNS,
    );
  });
});

describe('an object that no text can be made of', () => {
  test.each(['AllowExisting', 'WaitForInstallation'])('as %s: refused in words that name it', async (name) => {
    const harness = worldFor('Create');
    const outcome = await outcomeOf(harness, 'onEvent', eventOf(harness, 'Create', { ...GOOD, [name]: TEXTLESS }));
    expectWords(outcome);
    expect(outcome).toContain(name);
  });

  test('as AllowExisting of a delete: succeeds', async () => {
    const harness = worldFor('Delete');
    const event = eventOf(harness, 'Delete', { ...GOOD, AllowExisting: TEXTLESS });
    expect(await outcomeOf(harness, 'onEvent', event)).toHaveProperty('PhysicalResourceId');
  });

  test('as a time of the operation: refused in words that name it', async () => {
    const harness = worldFor('Create');
    const Operation = { ...operationAt(harness.time), operationStartedAt: TEXTLESS };
    expectWords(await outcomeOf(harness, 'isComplete', eventOf(harness, 'Create', GOOD, { Operation })));
  });
});

const FIXTURES = join(__dirname, '../lambda/fixtures');
const RELEASES = readdirSync(FIXTURES).map((file) => ({
  release: file.replace('.json', ''),
  shapes: JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')),
}));

interface Shape {
  readonly situation: string;
  readonly properties: Record<string, string | string[]>;
}

describe.each(RELEASES)('properties of release $release', ({ shapes }: { shapes: Shape[] }) => {
  test.each(shapes)(
    'R9 $situation: created, updated to the newest shape and back, and deleted',
    async ({ properties }) => {
      const ids = [properties.ApplicationIds ?? [], properties.AbsentApplicationIds ?? []].flat();
      const applications = [...CATALOGUE, ...ids.map((id) => companyApplication(id, id))];
      const harness = new Harness({ world: { ...SEED_WORLD, applications } });
      const newest = { ...properties, Revision: 'newest', NotYetKnown: 'x' };
      const { physicalId } = await harness.create(properties);
      const states = harness.states(WORKSPACE);
      await harness.update(physicalId, properties, newest);
      await harness.update(physicalId, newest, properties);
      harness.time += 3_600_000;
      await harness.destroy(physicalId, properties);
      const installed = [properties.ApplicationIds ?? []].flat();
      expect(Object.keys(states).sort()).toEqual([...installed].sort());
      expect(Object.values(harness.states(WORKSPACE)).every((state) => state === 'REMOVED')).toBe(true);
    },
  );
});
