const { availableParallelism } = require('node:os');

/** What takes minutes, and what nothing but a whole build shows. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['**/*.long.test.ts'],
  // They wait for more than half of their time.
  maxWorkers: Math.max(4, availableParallelism() - 1),
  testPathIgnorePatterns: [],
};
