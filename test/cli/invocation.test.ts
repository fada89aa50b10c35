import { invocationOf } from '../../cli/invocation';

const NPX = { npm_command: 'exec' };

test.each([
  {
    how: 'npx',
    script: '/app/node_modules/.bin/cdk-workspaces-applications',
    env: NPX,
    name: 'npx cdk-workspaces-applications',
  },
  {
    how: 'a script of npm',
    script: '/app/node_modules/.bin/cdk-workspaces-applications',
    env: { npm_command: 'run-script' },
  },
  { how: 'installed globally', script: '/usr/local/bin/cdk-workspaces-applications', env: {} },
  {
    how: 'the shim of npm on Windows',
    script: 'C:\\app\\node_modules\\cdk-workspaces-applications\\assets\\cli\\index.js',
    env: {},
  },
  {
    how: 'a Python wheel',
    script: '/tmp/jsii-kernel-x/node_modules/cdk-workspaces-applications/assets/cli/index.js',
    env: {},
  },
  {
    how: 'a Python wheel, cached',
    script: '/home/a/.cache/aws/jsii/package-cache/cdk-workspaces-applications/0.1.0/f/assets/cli/index.js',
    env: {},
  },
  { how: 'a clone', script: '/clone/assets/cli/index.js', env: {}, name: 'node assets/cli/index.js' },
])('$how: $name', ({ script, env, name = 'cdk-workspaces-applications' }) => {
  expect(invocationOf(script, env, '/clone')).toBe(name);
});
