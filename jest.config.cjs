const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Those of `npm run test:long`.
  testPathIgnorePatterns: ['\\.long\\.test\\.ts$'],
  transform: { '^.+\\.ts$': '<rootDir>/test/transform.cjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/assets'],
  // Each end-to-end scenario is a CDK CLI and a few functions of its own: more at once would only slow each other down.
  maxConcurrency: 5,
  // End-to-end tests mostly wait: three files go side by side even on two processors.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  testSequencer: '<rootDir>/test/sequencer.cjs',
  // No test times anything: this only ends one that hangs, also on a machine that is busy with something else.
  testTimeout: 60_000,
  setupFiles: ['<rootDir>/testkit/setup.ts'],
};
