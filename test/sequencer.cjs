const Sequencer = require('@jest/test-sequencer').default;

/** Minutes of one file each, which would otherwise come last, and alone. */
const FIRST = ['simulation.test.ts', 'weekly', 'e2e'];

/** What takes longest begins first, so that several processes end together. */
module.exports = class extends Sequencer {
  sort(tests) {
    const first = [...new Set(FIRST.flatMap((name) => tests.filter(({ path }) => path.includes(name))))];
    return [...first, ...super.sort(tests.filter((test) => !first.includes(test)))];
  }
};
