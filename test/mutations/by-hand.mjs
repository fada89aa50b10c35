import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Defects that no tool makes up: what is taken away is a habit of the whole, not a line that looks wrong. */
const DEFECTS = [
  {
    name: 'changes are made without a look at the stack',
    file: 'lambda/stack/fence.ts',
    find: 'async (until) => {',
    replace: 'async (until) => {\n    if (tools) return undefined;',
    tests: ['test/lambda/stack/handler-fence.test.ts'],
  },
  {
    name: 'the SDK tries calls again by itself, behind the fence',
    file: 'lambda/service/one-try.ts',
    find: 'maxAttempts: 1,',
    replace: 'maxAttempts: 3,',
    tests: ['test/lambda/index.test.ts'],
  },
  {
    name: 'the templates have no ServiceTimeout',
    file: 'lib/private/declare-applications.ts',
    find: 'ServiceTimeout: SERVICE_TIMEOUT_SECONDS,',
    replace: '',
    tests: ['test/lib/resource.test.ts'],
  },
  {
    name: 'the framework gives up before the handler does',
    file: 'lib/workspace-application-provider.ts',
    find: 'totalTimeout: TOTAL_TIMEOUT,',
    replace: '',
    tests: ['test/lib/provider.test.ts'],
  },
  {
    name: 'the ResponseURL is logged',
    file: 'lambda/stack/entry.ts',
    find: "stackId: member('StackId'),",
    replace: "stackId: String(member('StackId')) + member('ResponseURL'),",
    tests: ['test/lambda/stack/misuse.test.ts'],
  },
];

const LEFT_OUT = ['.git', 'node_modules', 'dist', 'artifacts', 'cdk.out', '.stryker-tmp'];

/** Plants each defect into a copy of the project. Returns those that no test sees, and those that no longer fit their file. */
export function plantByHand(root) {
  const folder = mkdtempSync(join(tmpdir(), 'mutations-'));
  try {
    cpSync(root, folder, { recursive: true, filter: (path) => path === root || !LEFT_OUT.includes(basename(path)) });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    return DEFECTS.flatMap((defect) => plant(folder, defect));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function plant(folder, { name, file, find, replace, tests }) {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(find).length !== 2) return [`${name}: ${file} must hold '${find}' once`];
  if (!pass(folder, tests)) return [`${name}: ${tests} fail without it already`];
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  const isSeen = !pass(folder, tests);
  writeFileSync(path, source);
  console.log(`${isSeen ? 'seen' : 'NOT SEEN'}: ${name}`);
  return isSeen ? [] : [`${name}: ${tests} do not see it`];
}

const pass = (folder, tests) =>
  spawnSync(process.execPath, [join(folder, 'node_modules/jest/bin/jest.js'), '--runInBand', '--ci', ...tests], {
    cwd: folder,
    stdio: 'ignore',
  }).status === 0;
