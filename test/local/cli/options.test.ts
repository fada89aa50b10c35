import { HELP, parseOptions } from '../../../local/cli/options';

test('nothing said: a desktop with room, a free port, sixty times as fast', () => {
  expect(parseOptions(['start'])).toMatchObject({
    port: 0,
    speed: 60,
    fail: undefined,
    workspaceId: 'ws-0abc12345',
    context: ['-c', 'workspaceId=ws-0abc12345'],
  });
});

test("how long applications take, when nothing is said: three installs fit into the handler's 55 minutes, and so does a swap of two", () => {
  const { installMinutes, uninstallMinutes } = parseOptions(['local']);
  expect(3 * installMinutes).toBeLessThan(50);
  expect(2 * (installMinutes + uninstallMinutes)).toBeLessThan(50);
});

test.each(['start', 'local'] as const)('how long applications take, said to %s: each for itself', (command) => {
  expect(parseOptions([command, '--install-minutes', '7'])).toMatchObject({ installMinutes: 7, uninstallMinutes: 5 });
  expect(parseOptions([command, '--uninstall-minutes', '2'])).toMatchObject({
    installMinutes: 15,
    uninstallMinutes: 2,
  });
});

test('a night of a fleet: one failure, and a clock that runs faster, unless it is said', () => {
  expect(parseOptions(['start', '--fleet', '40'])).toMatchObject({
    fleet: { desktops: 40, failing: 1, mend: false },
    speed: 120,
  });
  expect(parseOptions(['start', '--fleet', '40', '--fail-desktops', '5', '--mend', '--speed', '9'])).toMatchObject({
    fleet: { failing: 5, mend: true },
    speed: 9,
  });
});

test('everything said: taken over', () => {
  const args = [
    '--port',
    '4000',
    '--speed',
    '10',
    '--fail',
    'DeploymentError.InternalServerError',
    '--workspace',
    'ws-x',
    '--application',
    'wsa-y',
    '--connect',
    'ws-0abc12345',
    '--connect',
    'ws-3value0001:15',
  ];
  expect(parseOptions(['start', ...args])).toMatchObject({
    port: 4000,
    speed: 10,
    fail: 'DeploymentError.InternalServerError',
    context: ['-c', 'workspaceId=ws-x', '-c', 'applicationId=wsa-y'],
    connect: [{ workspaceId: 'ws-0abc12345' }, { workspaceId: 'ws-3value0001', minutes: 15 }],
  });
});

test.each([
  [['stop'], 'The first argument must be start or local'],
  [['start', '--nope'], "Unknown option '--nope'"],
  [['start', 'more'], "Unexpected argument 'more'"],
  [['start', '--fail', 'Foo'], "--fail does not know 'Foo': it is one of"],
  [['start', '--speed', '0'], "--speed must be a number above 0, got '0'"],
  [['local', '--port', '70000'], "--port must be a whole number from 0 to 65535, got '70000'"],
  [['local', '--connect', 'ws-x'], "--connect takes <id> or <id>:<minutes>, got 'ws-x': the ids are"],
  [['local', '--connect', 'ws-0abc12345:no'], "--connect must be a number above 0, got 'no'"],
  [['start', '--fleet', '19'], "--fleet must be a whole number from 20 to 200, got '19'"],
  [['start', '--fleet', '20', '--fail-desktops', '8'], "--fail-desktops must be a whole number from 0 to 7, got '8'"],
  [['start', '--mend'], '--fail-desktops and --mend go with --fleet'],
  [['local', '--fleet', '40'], "--fleet belongs to 'npm start'"],
  [['local', '--workspace', 'ws-x'], "--workspace and --application belong to 'npm start'"],
])('%j: says what is wrong', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});

test('the help: names every option', () => {
  for (const option of [
    '--fail',
    '--workspace',
    '--application',
    '--install-minutes',
    '--uninstall-minutes',
    '--speed',
    '--port',
    '--logs',
    '--connect',
  ]) {
    expect(HELP.start).toContain(option);
  }
});
