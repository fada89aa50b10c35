import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Mutation, mutate } from './mutation';

const ROOT = join(__dirname, '..', '..');
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'artifacts', 'cdk.out']);
const CACHE = 'jest-cache';

/** As the project's own configuration, but quick to begin, and the tests that are likeliest to fail first. */
const JEST_CONFIG = `module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test/lambda', '<rootDir>/test/reliability'],
  testPathIgnorePatterns: ['load.test'],
  transform: { '^.+\\\\.ts$': '<rootDir>/test/transform.cjs' },
  setupFiles: ['<rootDir>/test/setup.ts'],
  testSequencer: '<rootDir>/test/mutations/sequencer.cjs',
  reporters: ['<rootDir>/test/mutations/reporter.cjs'],
  cacheDirectory: '<rootDir>/${CACHE}',
};
`;

/** A copy of the project, to break things in. It lasts as long as this process. */
export class Sandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'mutations-'));

  constructor() {
    process.once('exit', () => rmSync(this.folder, { recursive: true, force: true }));
    cpSync(ROOT, this.folder, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'), 'dir');
    writeFileSync(join(this.folder, 'jest.config.cjs'), JEST_CONFIG);
  }

  /** Runs `work` on a handler with the defect in it. Throws if the mutation is stale. */
  async with<T>(mutation: Mutation, work: () => Promise<T>): Promise<T> {
    const path = join(this.folder, 'lambda', mutation.file);
    const source = readFileSync(path, 'utf8');
    writeFileSync(path, mutate(source, mutation));
    try {
      return await work();
    } finally {
      writeFileSync(path, source);
    }
  }
}
