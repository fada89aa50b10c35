import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTATIONS } from './list';
import { mutate } from './mutation';

const LAMBDA = join(__dirname, '..', '..', 'lambda');

describe('the mutation check', () => {
  test.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
    '%s: fits the handler as it is now',
    (_name, mutation) => {
      const source = readFileSync(join(LAMBDA, mutation.file), 'utf8');
      expect(mutate(source, mutation)).not.toBe(source);
    },
  );

  test.each([
    ['nothing like it is there', 'const a = 1;', 0],
    ['it is there twice', 'let b = 1; let b = 1;', 2],
  ])('%s: the mutation is stale', (_why, source, times) => {
    const mutation = { name: 'example', file: 'example.ts', find: 'let b = 1;', replace: '' };
    expect(() => mutate(source, mutation)).toThrow(`stale: example.ts holds ${times} times`);
  });

  test('every name: there once, so that --only means one', () => {
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
  });
});
