import { AssociationErrorCode } from '@aws-sdk/client-workspaces';
import {
  describeErrorState,
  describeFault,
  describeUnreachable,
  joinFailures,
  KNOWN,
} from '../../../lambda/reconcile/words';
import { clip, cut } from '../../../lambda/service/text';
import { sinceWords } from '../../../lambda/service/time';
import { RequestFailure } from '../../../lambda/stack/failure';
import { cloudFormationFault, exception, workspacesFault, xmlError } from '../answers';
import { at, fault, OFFICE, VISIO, WORKSPACE } from '../builders';

const OPERATION = 'AssociateWorkspaceApplication';
const LONGEST_WORKSPACE = `ws-${'0'.repeat(63)}`;
const LONGEST_APPLICATION = `wsa-${'0'.repeat(63)}`;
const LIMIT = 1500;

/** The exceptions of the model, with a word that its own explanation has and no other needs. */
const EXCEPTIONS: readonly { type: string; about: RegExp; remedy: RegExp }[] = [
  { type: 'AccessDeniedException', about: /not allowed/, remedy: /policy/ },
  { type: 'InvalidParameterValuesException', about: /ids/, remedy: /check both ids/ },
  { type: 'OperationNotSupportedException', about: /does not support/, remedy: /Windows/ },
  { type: 'ResourceAlreadyExistsException', about: /exists already/, remedy: /deploy again/ },
  { type: 'ResourceInUseException', about: /busy/, remedy: /wait/ },
  { type: 'ResourceNotFoundException', about: /does not exist/, remedy: /check both ids/ },
  { type: 'ComputeNotCompatibleException', about: /compute type/, remedy: /compute type/ },
  { type: 'OperatingSystemNotCompatibleException', about: /operating system/, remedy: /migrate/ },
  { type: 'ApplicationNotSupportedException', about: /cannot be installed/, remedy: /AVAILABLE/ },
  { type: 'IncompatibleApplicationsException', about: /editions/, remedy: /absentApplicationIds/ },
];

/** Complete by type. */
const ERROR_CODES: Record<AssociationErrorCode, { about: RegExp; remedy: RegExp }> = {
  'ValidationError.InsufficientDiskSpace': { about: /disk space/, remedy: /free disk space.*18 GB/ },
  'ValidationError.InsufficientMemory': { about: /memory/, remedy: /larger compute type/ },
  'ValidationError.UnsupportedOperatingSystem': { about: /operating system/, remedy: /migrate/ },
  'ValidationError.ApplicationOldVersionExists': { about: /older version/, remedy: /absentApplicationIds/ },
  'DeploymentError.InternalServerError': { about: /internally/, remedy: /AWS Support/ },
  'DeploymentError.WorkspaceUnreachable': { about: /could not reach/, remedy: /network/ },
};

/** What stands before the remedy, and the remedy; fails unless there is exactly one. */
function split(text: string): { what: string; remedy: string } {
  const [what = '', remedy = '', ...more] = text.split('. What next: ');
  expect({ remedies: more.length + 1, empty: remedy === '' }).toEqual({ remedies: 1, empty: false });
  return { what, remedy };
}

describe('a refused call', () => {
  test.each(EXCEPTIONS)('R19 $type: is named, explained, and has one remedy', async ({ type, about, remedy }) => {
    const text = describeFault(await workspacesFault(exception(type)), OPERATION, WORKSPACE, OFFICE);
    const said = split(text);
    for (const part of [type, OPERATION, WORKSPACE, OFFICE, 'request-7']) expect(said.what).toContain(part);
    expect(said.what).toMatch(about);
    expect(said.remedy).toMatch(remedy);
    expect(text).not.toContain('UnknownError');
  });

  test('the exceptions that have words: are those of the model', () => {
    expect([...KNOWN.exceptions].sort()).toEqual(EXCEPTIONS.map(({ type }) => type).sort());
  });

  test('what the service said: is quoted', () => {
    const text = describeFault(fault({ message: 'ws-1 is a Linux desktop' }), OPERATION, WORKSPACE, OFFICE);
    expect(split(text).what).toContain("the service says 'ws-1 is a Linux desktop'");
  });

  test.each([
    { type: 'ANewNameException', message: 'news', names: ['ANewNameException', 'news'] },
    { type: 'ValidationException', message: '', names: ['ValidationException'] },
    { type: 'constructor', message: '', names: ['constructor'] },
  ])('$type, which the model does not have: is named, and has a remedy', async ({ type, message, names }) => {
    const text = describeFault(await workspacesFault(exception(type, { message })), OPERATION, WORKSPACE);
    for (const name of names) expect(split(text).what).toContain(name);
  });

  test.each([
    { code: 'AccessDenied', status: 403 },
    { code: 'UnauthorizedOperation', status: 403 },
    { code: 'InvalidClientTokenId', status: 403 },
  ])(
    '$code, as CloudFormation calls what is denied: by its name, with the remedy for permissions',
    async ({ code, status }) => {
      const denied = await cloudFormationFault(xmlError(code, 'not authorized', status));
      const said = split(describeFault(denied, 'DescribeStacks', 'stack Desk'));
      expect(said.what).toMatch(new RegExp(`^DescribeStacks for stack Desk was refused with ${code}: .*not allowed`));
      expect(said.remedy).toMatch(/policy/);
    },
  );

  test('R19 an error without name or message: never a bare "UnknownError"', async () => {
    const text = describeFault(await workspacesFault({ status: 400, body: '{}' }), OPERATION, WORKSPACE);
    expect(split(text).what).toMatch(`${OPERATION} for ${WORKSPACE} was refused`);
    expect(text).not.toContain('UnknownError');
  });

  test('what the handler has found out about it: is said behind the words of the service', () => {
    const said = split(
      describeFault(fault({ message: 'no', requestId: 'r-1' }), OPERATION, WORKSPACE, OFFICE, 'it is old'),
    );
    expect(said.what).toMatch(/, the service says 'no': it is old \(request r-1\)$/);
  });

  test('no application, no request id: no gaps in the sentence', () => {
    expect(describeFault(fault(), 'DescribeWorkspaces', WORKSPACE)).toMatch(
      /^DescribeWorkspaces for ws-0abc12345 was refused with \w+: the service does not accept these ids\. What next: /,
    );
  });
});

describe('a failed deployment', () => {
  test.each(Object.values(AssociationErrorCode))('R19 %s: is named, explained, and has one remedy', (code) => {
    const said = split(describeErrorState(code, 'what it said', at(0)));
    for (const part of [code, "'what it said'", 'at 2026-03-01T12:00:00Z']) expect(said.what).toContain(part);
    expect(said.what).toMatch(ERROR_CODES[code].about);
    expect(said.remedy).toMatch(ERROR_CODES[code].remedy);
  });

  test('the error codes that have words: are those of the model', () => {
    expect([...KNOWN.errorCodes].sort()).toEqual(Object.values(AssociationErrorCode).sort());
  });

  test.each(['DeploymentError.FlatTyre', 'constructor'])('%s, which the model does not have: is named', (code) => {
    const said = split(describeErrorState(code, undefined, undefined));
    expect(said.what).toContain(code);
    expect(said.what).toContain('does not know');
  });

  test('no code, no message, no time: still a sentence with a remedy', () => {
    expect(split(describeErrorState(undefined, undefined, undefined)).what).toMatch(/^ERROR without a code: \w/);
  });

  test('the service says nothing about it: no gap in the sentence', () => {
    expect(describeErrorState('DeploymentError.InternalServerError', undefined, undefined)).toMatch(
      /^DeploymentError\.InternalServerError: the service failed internally while deploying\. What next: deploy again/,
    );
  });

  test.each([undefined, ''])('code %p: the words name no code to look up', (code) => {
    const said = split(describeErrorState(code, 'what it said', at(0)));
    expect(said.what).toMatch(/^ERROR without a code at 2026-03-01T12:00:00Z: .*no reason.*'what it said'/);
    expect(said.remedy).toMatch(/console/);
    expect(said.remedy).not.toMatch(/code/);
  });

  test('since: a time, or nothing', () => {
    expect(sinceWords(at(1.5))).toBe(' since 2026-03-01T12:00:01Z');
    expect(sinceWords(undefined)).toBe('');
  });
});

describe('a service that gives no answer', () => {
  const said = (code: string | undefined, message = 'no route') =>
    split(describeUnreachable({ operation: OPERATION, fault: fault({ exception: 'TimeoutError', message, code }) }));

  test.each([
    { code: 'ENOTFOUND', remedy: /endpoint in this Region.*give their subnets a route.*NAT gateway.*port 443$/ },
    { code: 'ETIMEDOUT', remedy: /NAT gateway/ },
    { code: 'CERT_HAS_EXPIRED', remedy: /^exclude the endpoint in the proxy that inspects TLS/ },
    { code: 'SELF_SIGNED_CERT_IN_CHAIN', remedy: /proxy/ },
    { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', remedy: /proxy/ },
  ])('$code: the call, what the network says, and the remedy', ({ code, remedy }) => {
    expect(said(code)).toEqual({
      what: `${OPERATION} got no answer: ${code}, 'no route'`,
      remedy: expect.stringMatching(remedy) as string,
    });
  });

  test('the network gives no code: the name of the exception stands for it', () => {
    expect(said(undefined).what).toBe(`${OPERATION} got no answer: TimeoutError, 'no route'`);
  });

  test('10 KB from the network: the remedy is not what is cut', () => {
    expect(said('ENOTFOUND', 'x'.repeat(10_240)).remedy).toMatch(/port 443$/);
  });
});

describe('R18 room in the answer', () => {
  const FOREIGN = [
    { script: 'ASCII', message: 'x'.repeat(10_240) },
    { script: 'Chinese', message: '磁盘空间不足'.repeat(1_000) },
    { script: 'emoji', message: '💥'.repeat(2_560) },
    { script: 'lone surrogates', message: '\ud83d'.repeat(5_000) },
  ];

  test.each(FOREIGN)(
    'longest ids and 10 KB of $script from the service: fit, with the code and the remedy',
    ({ message }) => {
      for (const code of Object.values(AssociationErrorCode)) {
        const { message: reason } = new RequestFailure(
          `WorkSpace ${LONGEST_WORKSPACE}: ${LONGEST_APPLICATION} ended with ${describeErrorState(code, message, at(0))}`,
        );
        expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(LIMIT);
        for (const part of [LONGEST_WORKSPACE, LONGEST_APPLICATION, code]) expect(reason).toContain(part);
      }
    },
  );

  test.each(FOREIGN)('a refusal with 10 KB of $script: fits', ({ message }) => {
    for (const type of KNOWN.exceptions) {
      const text = describeFault(
        fault({ exception: type, message, requestId: 'r'.repeat(36) }),
        OPERATION,
        LONGEST_WORKSPACE,
        LONGEST_APPLICATION,
      );
      const { message: reason } = new RequestFailure(text);
      expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(LIMIT);
      for (const part of [LONGEST_WORKSPACE, LONGEST_APPLICATION, type]) expect(reason).toContain(part);
    }
  });

  test.each(FOREIGN)('10 KB of $script: the remedy is not what is cut', ({ message }) => {
    const text = describeErrorState('ValidationError.ApplicationOldVersionExists', message, at(0));
    const reason = new RequestFailure(`WorkSpace ${LONGEST_WORKSPACE}: ${LONGEST_APPLICATION} ended with ${text}`);
    expect(split(reason.message).remedy).toMatch(/by hand$/);
  });

  test.each(FOREIGN)(
    '10 KB of $script as code, exception, message and request id at once: the remedy is still there',
    ({ message }) => {
      const state = describeErrorState(message, message, at(0));
      const refusal = describeFault(
        fault({ exception: message, message, requestId: message }),
        OPERATION,
        LONGEST_WORKSPACE,
        LONGEST_APPLICATION,
      );
      for (const text of [state, refusal]) expect(split(new RequestFailure(text).message).remedy).toMatch(/[a-z]$/);
    },
  );

  test.each([
    { bytes: LIMIT - 1, isCut: false },
    { bytes: LIMIT, isCut: false },
    { bytes: LIMIT + 1, isCut: true },
    { bytes: 100_000, isCut: true },
  ])('a reason of $bytes bytes: is cut: $isCut', ({ bytes, isCut }) => {
    const clipped = cut('x'.repeat(bytes), LIMIT);
    expect(clipped.endsWith('…')).toBe(isCut);
    expect(Buffer.byteLength(clipped)).toBeLessThanOrEqual(LIMIT);
  });

  test.each(['é', '磁', '💥'])('cut anywhere in a run of %s: never in the middle of one', (character) => {
    for (let offset = 0; offset < 4; offset += 1) {
      const clipped = cut('x'.repeat(offset) + character.repeat(2_000), LIMIT);
      expect(clipped).not.toContain('\ufffd');
      expect(Buffer.byteLength(clipped)).toBeLessThanOrEqual(LIMIT);
      expect(Buffer.byteLength(clipped)).toBeGreaterThan(LIMIT - 16);
    }
  });

  test('a failure: has a name and no stack trace, which would fill the answer', () => {
    const failure = new RequestFailure('why');
    expect(failure).toBeInstanceOf(Error);
    expect([failure.name, failure.message, failure.stack]).toEqual(['WorkspaceApplicationsFailure', 'why', '']);
  });
});

describe('foreign text', () => {
  const FORGING = ['\n', '\r\n', '\u0000', '\u001b[2K', '\u0085', '\u2028', '\u2029', '\u202e', '\u200b', '\ufeff'];

  test.each(FORGING)('%j in a message of the service: cannot forge a line', (character) => {
    const forged = `all is well${character}SUCCESS`;
    const texts = [
      describeErrorState('DeploymentError.InternalServerError', forged, undefined),
      describeErrorState(forged, undefined, undefined),
      describeFault(fault({ message: forged }), OPERATION, WORKSPACE),
      describeFault(fault({ exception: forged }), OPERATION, WORKSPACE),
      describeFault(fault({ requestId: forged }), OPERATION, WORKSPACE),
    ];
    for (const text of texts) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text).toMatch(/all is well .*SUCCESS/);
    }
  });

  test.each([
    { text: 'short', bytes: 10, clipped: 'short', reason: 'it fits' },
    { text: '  around  ', bytes: 6, clipped: 'around', reason: 'what is around it does not count' },
    { text: 'a\t\n\tb', bytes: 3, clipped: 'a b', reason: 'one blank for all that is between' },
    { text: 'exactly', bytes: 7, clipped: 'exactly', reason: 'it just fits' },
    { text: 'too long', bytes: 7, clipped: 'too …', reason: 'the ellipsis has three bytes' },
    { text: 'too long', bytes: 3, clipped: '…', reason: 'nothing but the ellipsis fits' },
    { text: 'ééé', bytes: 6, clipped: 'ééé', reason: 'two bytes each' },
    { text: 'éééé', bytes: 7, clipped: 'éé…', reason: 'two bytes each' },
    { text: 'éééé', bytes: 6, clipped: 'é…', reason: 'never half a character' },
    { text: '💥💥💥', bytes: 12, clipped: '💥💥💥', reason: 'four bytes each' },
    { text: '💥💥💥', bytes: 11, clipped: '💥💥…', reason: 'four bytes each' },
    { text: '💥💥💥', bytes: 10, clipped: '💥…', reason: 'never part of a character' },
    { text: '', bytes: 3, clipped: '', reason: 'nothing' },
  ])("'$text' in $bytes bytes: '$clipped' ($reason)", ({ text, bytes, clipped }) => {
    expect(clip(text, bytes)).toBe(clipped);
  });
});

describe('several failures as one reason', () => {
  const failures = (words: string, ...ids: readonly string[]) => new Map(ids.map((id) => [id, `${id} ${words}`]));
  const MANY = Array.from({ length: 20 }, (_, index) => `wsa-${String(index).padStart(8, '0')}`);

  test('none: nothing', () => {
    expect(joinFailures(new Map())).toBe('');
  });

  test('they fit: one behind the other, and none is named twice', () => {
    expect(joinFailures(failures('failed', OFFICE, VISIO))).toBe(`${OFFICE} failed; ${VISIO} failed`);
  });

  test('they do not fit: all are named first, then said one by one for as long as there is room', () => {
    const reason = joinFailures(failures('x'.repeat(1000), ...MANY));
    expect(reason.startsWith(`${MANY.join(', ')} failed. ${MANY[0]} xxx`)).toBe(true);
    const { message } = new RequestFailure(`WorkSpace ${LONGEST_WORKSPACE}: ${reason}`);
    expect(MANY.filter((id) => !message.includes(id))).toEqual([]);
  });

  test('they fill the room exactly: nothing is named in front', () => {
    const words = (bytes: number) => failures('x'.repeat((bytes - 2) / 2 - OFFICE.length - 1), OFFICE, '_'.repeat(15));
    expect(OFFICE).toHaveLength(15);
    expect(joinFailures(words(1400))).toMatch(/^wsa-0office2021 x+; _+ x+$/);
    expect(joinFailures(words(1402))).toMatch(/^wsa-0office2021, _+ failed\. /);
  });

  test('a hundred that do not fit: their names take half of the room, the rest says what is wrong', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => `wsa-${String(index).padStart(8, '0')}`);
    const [names = ''] = joinFailures(failures('x'.repeat(100), ...hundred)).split(' failed. ');
    expect(Buffer.byteLength(names)).toBeLessThanOrEqual(700);
    expect(names).toMatch(/…$/);
  });

  test.each([1200, 1300, 1400, 1500])('%d bytes in all: whether or not they fit, the last one is named', (bytes) => {
    const words = '磁'.repeat(Math.floor((bytes / 2 - OFFICE.length) / 3));
    const reason = joinFailures(failures(words, OFFICE, VISIO));
    const { message } = new RequestFailure(`WorkSpace ${LONGEST_WORKSPACE}: ${reason}`);
    for (const id of [LONGEST_WORKSPACE, OFFICE, VISIO]) expect(message).toContain(id);
  });
});
