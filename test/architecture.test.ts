import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { preProcessFile } from 'typescript';

const ROOT = join(__dirname, '..');

interface Import {
  readonly file: string;
  readonly target: string;
}

/** Every import of every file in a room, relative ones as paths from the root. */
function importsOf(room: string): readonly Import[] {
  return readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => /\.(ts|mjs|cjs)$/.test(name) && !name.includes('node_modules') && !name.includes('cdk.out'))
    .flatMap((name) => {
      const file = join(room, name);
      const text = readFileSync(join(ROOT, file), 'utf8');
      return preProcessFile(text).importedFiles.map(({ fileName: target }) => ({
        file,
        target: target.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), target)) : target,
      }));
    });
}

const isBuiltin = (target: string): boolean => target.startsWith('node:') || builtinModules.includes(target);

/** The arrows between the rooms: what each may import beside itself, Node's own modules apart. */
const ARROWS = [
  {
    room: 'lib',
    may: /^(lib\/|lambda\/contract\/[a-z]+$|aws-cdk-lib(\/|$)|constructs$)/,
    reason: 'a consumer has nothing else',
  },
  { room: 'lambda/contract', may: /^lambda\/contract\//, reason: 'the constructs may import all of it' },
  {
    room: 'lambda/service',
    may: /^(lambda\/(service|contract)\/|@aws-sdk\/|@smithy\/core\/retry$)/,
    reason: 'it calls AWS and decides nothing',
  },
  {
    room: 'lambda/reconcile',
    may: /^(lambda\/(reconcile|service)\/|@aws-sdk\/)/,
    reason: 'it knows no caller, and no stack',
  },
  {
    room: 'lambda/stack',
    may: /^(lambda\/(stack|reconcile|service|contract)\/|@aws-sdk\/)/,
    reason: 'it is one caller of several',
  },
  { room: 'lambda', may: /^(lambda\/|@aws-sdk\/|@smithy\/)/, reason: 'the bundle holds the SDK and nothing else' },
  {
    room: 'cli',
    may: /^(cli\/|lambda\/(contract|service|reconcile)\/|@aws-sdk\/client-workspaces$)/,
    reason: 'it uses the core, and none of its callers',
  },
  { room: 'local', may: /^(local(\/|$)|@aws-sdk\/|aws-local-stepfunctions$)/, reason: 'it runs what was synthesized' },
  {
    room: 'examples',
    may: /^(examples\/|lib$|lib\/index$|aws-cdk-lib(\/|$)|constructs$)/,
    reason: 'an example shows what a user writes',
  },
] as const;

test.each(ARROWS)('$room imports what lies below it alone: $reason', ({ room, may }) => {
  const offending = importsOf(room).filter(({ target }) => !may.test(target) && !isBuiltin(target));
  expect(offending).toEqual([]);
});

test('one file alone calls each service: every other one goes through it', () => {
  const users = importsOf('lambda').filter(({ file, target }) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return target.startsWith('@aws-sdk/client-') && /new \w+Command\(/.test(text);
  });
  expect(users.map(({ file, target }) => `${file} ${target}`)).toEqual([
    'lambda/service/event-bus.ts @aws-sdk/client-eventbridge',
    'lambda/service/workspaces.ts @aws-sdk/client-workspaces',
    'lambda/stack/stacks.ts @aws-sdk/client-cloudformation',
  ]);
});
