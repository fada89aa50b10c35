/** The report in a real browser: scripts/browser.mjs finds it. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/test/browser/*.browser.ts'],
};
