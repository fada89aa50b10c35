import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude } from '../../cli/probe/stack/conclude';
import { EXPERIMENTS } from '../../cli/probe/stack/experiments';
import { Desk } from './command';

const PAGE = readFileSync(join(__dirname, '../../docs/live-stack.md'), 'utf8');

// Nothing listens there: a call would fail.
const desk = new Desk({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
});

afterAll(() => desk.remove());

const probe = (...more: readonly string[]) => desk.run(['probe', 'stack', ...more]);

test('--dry-run: says what it would do, how long and for how much; nothing is called or written', async () => {
  const { status, err } = await probe('--dry-run');
  expect(status).toBe(0);
  for (const { name, about } of EXPERIMENTS) expect(err).toContain(`-${name}-…: ${about}`);
  expect(err).toMatch(/Takes about \d+ minutes, and costs less than 5 cents/);
  expect(readdirSync(desk.home)).toEqual([]);
});

test('no terminal to ask for consent: nothing is done', async () => {
  const { status, err } = await probe();
  expect({ status, err }).toMatchObject({ status: 64, err: expect.stringContaining('What next: pass --yes') });
  expect(existsSync(join(desk.home, 'probe-stack'))).toBe(false);
});

test.each(['--resume', '--undo'])('%s without a run: says so', async (option) => {
  expect(await probe(option)).toMatchObject({ status: 5, err: expect.stringContaining('there is no run in') });
});

test('--skip of no experiment: names those that there are', async () => {
  expect(await probe('--skip', 'lives')).toMatchObject({ status: 64, err: expect.stringContaining('life, cancelled') });
});

test('no CDK CLI: says how to get one', async () => {
  const { status, err } = await probe('--yes', '--cdk', 'no-such-command');
  expect(status).toBe(1);
  expect(err).toMatch(/'no-such-command --version' failed. What next: npm install aws-cdk/);
});

test('docs/live-stack.md: has a row for each question, and no other', () => {
  const { readings, answers } = conclude(
    [],
    { version: 1, run: '', region: '', attempts: {}, done: {}, stacks: [], isRead: true },
    [],
  );
  const rows = [...PAGE.matchAll(/^\| `(\w+)`: /gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual([...Object.keys(readings), ...Object.keys(answers)].sort());
});

test('docs/live-stack.md: has each experiment', () => {
  expect(EXPERIMENTS.filter(({ name }) => !PAGE.includes(`\n| \`${name}\` | `))).toEqual([]);
});
