const { basename, dirname } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/** Seconds of tests that hold thousands of cases: last, since nearly every defect is found without them. */
const LAST = ['handler-readings', 'pace'];

/** The file that is broken is tested first, by its own tests and then by whole lives. */
module.exports = class extends Sequencer {
  sort(tests) {
    const broken = (process.env.MUTATED ?? '').replace('.ts', '');
    const rank = ({ path }) => {
      const name = basename(path);
      if (LAST.some((last) => name.startsWith(last))) return 4;
      if (basename(dirname(path)) === 'reliability') return 3;
      if (broken && name.startsWith(broken)) return 0;
      return name.startsWith('handler') ? 1 : 2;
    };
    return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  }
};
