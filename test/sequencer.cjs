const Sequencer = require('@jest/test-sequencer').default;

/** What takes long, which would otherwise come last, and alone: on a machine that has never run them, the times of the files are not known. */
const FIRST = ['messages', 'weekly', 'start', 'e2e', 'protocol', 'test/cli', 'nights', 'reliability', 'stepfunctions'];

/** What takes longest begins first, so that several processes end together. */
module.exports = class extends Sequencer {
  sort(tests) {
    const first = [...new Set(FIRST.flatMap((name) => tests.filter(({ path }) => path.includes(name))))];
    return [...first, ...super.sort(tests.filter((test) => !first.includes(test)))];
  }
};
