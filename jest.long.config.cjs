/** What takes minutes, and what nothing but a whole build shows. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['**/*.long.test.ts'],
  testPathIgnorePatterns: [],
};
