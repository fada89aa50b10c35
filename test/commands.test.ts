import { AWS_LINES, NOT_ON_THE_EMBEDDED_AWS } from './aws-lines';
import { commandsIn, PAGES, read } from './pages';

/** What shows that a command of a page works: a text in a file that CI runs, or why CI cannot run it. */
type Evidence = { readonly file: string; readonly shows: string } | { readonly not: string };

const ACCOUNT: Evidence = { not: 'needs an AWS account' };
const LONG: Evidence = { not: 'takes minutes to hours: run by hand' };
const SHELL: Evidence = { not: 'sets up the shell for the lines after it' };

type Row = readonly [command: RegExp, evidence: Evidence];

/** The subcommands of the command of this package, and the tests that run them. */
const SUBCOMMANDS = [
  ['list', 'list'],
  ['inventory', 'inventory'],
  ['plan', 'plan-command'],
  ['watch', 'watch'],
  ['fleet', 'fleet'],
  ['marks', 'marks'],
  ['probe', 'probe/command.long'],
] as const;

/** The first row that fits a command counts. */
const COMMANDS: readonly Row[] = [
  [/^npm ci$/, { file: '.ci/run', shows: 'npm ci' }],
  [/^npm start$/, { file: 'test/e2e/start.test.ts', shows: "start('--speed'" }],
  [
    /^npm start -- --fail \S+$/,
    { file: 'test/e2e/start.test.ts', shows: "'--fail', 'ValidationError.InsufficientDiskSpace'" },
  ],
  [/^npm start -- --fleet 40$/, { file: 'test/e2e/start-fleet.long.test.ts', shows: "start('--fleet', '40')" }],
  [
    /^npm start -- --fleet 40 --fail-desktops 5( --mend)?$/,
    { file: 'test/e2e/start-fleet.long.test.ts', shows: "'--fail-desktops', '5', '--mend'" },
  ],
  [/^npm test( -- .+)?$/, { file: '.ci/run', shows: 'npm test --' }],
  [/^npm run build$/, { file: '.ci/run', shows: 'npm run build' }],
  [/^npm run package -- --target python$/, { file: 'scripts/consumers.mjs', shows: 'jsii-pacmak/bin/jsii-pacmak' }],
  [/^npm run local -- --readings \S+$/, { file: 'test/local/cli/readings.test.ts', shows: "'local', '--readings'" }],
  [/^npm run bench -- --readings \S+$/, LONG],
  [/^npm run (simulate|mutations)( .*)?$/, LONG],
  [/^npx biome check --write( \w+)*$/, { file: 'package.json', shows: 'biome ci' }],
  [
    /^npx integ-runner --update-on-failed --dry-run$/,
    { file: 'test/integ.long.test.ts', shows: '@aws-cdk/integ-runner/bin/integ-runner' },
  ],
  [/^(INTEG_\w+=\S+ )+npx integ-runner /, ACCOUNT],
  [/^git restore test\/integ$/, { not: 'undoes what the line before it wrote' }],
  [/^npx cdk (deploy|destroy)$/, { file: 'test/e2e/examples.long.test.ts', shows: "'deploy', context" }],
  [/^npx cdk diff$/, { file: 'test/e2e/lives.test.ts', shows: 'desk.diff(' }],
  [/^npx cdk deploy .*-c email=/, { not: 'needs an AWS account: the embedded AWS sends no mail' }],
  [
    /^npx cdk deploy -c directoryId=d-… -c applicationId=/,
    { file: 'test/e2e/start-fleet.long.test.ts', shows: "start('--fleet', '40')" },
  ],
  [/^npx cdk deploy (--all )?(-c \w+=\S+ ?)+$/, { file: 'test/e2e/examples.long.test.ts', shows: "'deploy', context" }],
  [/^npx cdk synth --quiet$/, { not: 'the first step of cdk deploy, which tests run' }],
  [
    /^npx cdk-workspaces-applications probe stack\b/,
    { file: 'test/e2e/probe-stack.long.test.ts', shows: "'probe', 'stack'" },
  ],
  ...SUBCOMMANDS.map(
    ([name, file]): Row => [
      new RegExp(
        `^(npx cdk-workspaces-applications|cdk-workspaces-applications|node assets/cli/index\\.js) ${name}\\b`,
      ),
      { file: `test/cli/${file}.test.ts`, shows: `'${name}'` },
    ],
  ),
  ...NOT_ON_THE_EMBEDDED_AWS.map(([pattern, not]): Row => [pattern, { not }]),
  [/^aws /, { file: 'test/engines/aws-cli.engine.ts', shows: 'AWS_LINES.filter(isRun)' }],
  [/^(cd|STACK=|python3 -m venv|\. \.venv)/, SHELL],
  [/^pip install --requirement /, { file: 'scripts/consumers.mjs', shows: "'install', '--quiet', '--requirement'" }],
];

const commands = PAGES.flatMap(({ file, text }) =>
  [...commandsIn(text), ...AWS_LINES.filter((line) => text.includes(`\`${line}\``))]
    .flatMap((line) => line.split(' && '))
    .map((command) => ({ file, command: command.trim() })),
);

const rowOf = (command: string) => COMMANDS.find(([pattern]) => pattern.test(command));

describe('the commands of every page', () => {
  test('they are many', () => {
    expect(commands.length).toBeGreaterThan(50);
  });

  test('each is run by a test, or it is said why none can run it', () => {
    expect(commands.filter(({ command }) => rowOf(command) === undefined)).toEqual([]);
  });

  test('the list has no command that is in no page', () => {
    const used = new Set(commands.map(({ command }) => rowOf(command)));
    expect(COMMANDS.filter((row) => !used.has(row)).map(([pattern]) => pattern.source)).toEqual([]);
  });

  test('none of npm, node and cdk has single quotes, which cmd.exe would pass on', () => {
    const quoted = commands.filter(({ command }) => /^(npm|npx|node) .*'/.test(command));
    expect(quoted).toEqual([]);
  });

  const proved = COMMANDS.flatMap(([{ source }, evidence]) => ('file' in evidence ? [{ source, ...evidence }] : []));
  test.each(proved)('$source: $file runs it', ({ file, shows }) => {
    expect(read(file)).toContain(shows);
  });
});
