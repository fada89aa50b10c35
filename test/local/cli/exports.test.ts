import { exportsOf } from '../../../local/cli/exports';
import { embedded, stopAll } from '../embedded-aws';

afterEach(stopAll);

test('an environment: what to paste into each shell', () => {
  expect(exportsOf({ A: '1', B: 'two' })).toBe(
    [
      ...['bash, zsh:', 'export A=1', 'export B=two', ''],
      ...['PowerShell:', "$env:A = '1'", "$env:B = 'two'", ''],
      ...['cmd.exe:', 'set "A=1"', 'set "B=two"'],
    ].join('\n'),
  );
});

test('the environment of the embedded AWS: no value that a shell would take apart', async () => {
  const { environment } = await embedded();
  expect(Object.values(environment).filter((value) => !/^[\w:/.-]+$/.test(value))).toEqual([]);
});

test('two runs: no credentials in common', async () => {
  const [one, other] = [await embedded(), await embedded()];
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    expect(one.environment[name]).not.toBe(other.environment[name]);
  }
});
