const { TestEnvironment } = require('jest-environment-node');

/** The defect that a test has seen. It outlives the environment, of which every file of tests has one. */
let seen;

/** Runs no further test after the first that fails: it has seen the defect, and what fails takes longest. */
module.exports = class extends TestEnvironment {
  handleTestEvent({ name, test }) {
    const defect = process.env.__STRYKER_ACTIVE_MUTANT__;
    if (defect === undefined) return;
    if (name === 'test_fn_failure' || name === 'hook_failure') seen = defect;
    if (name === 'test_start' && seen === defect) test.mode = 'skip';
  }
};
