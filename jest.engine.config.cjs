/** The engines that are not ours: scripts/ministack.mjs prepares what they need. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/test/engines/*.engine.ts'],
  // They mostly wait.
  maxConcurrency: 7,
};
