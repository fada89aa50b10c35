const { writeFileSync } = require('node:fs');

/** Writes down what failed: jest's own report is left out when a run ends early. */
module.exports = class {
  onRunComplete(_contexts, { testResults }) {
    const failed = testResults.flatMap((file) => [
      ...file.testResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
      ...(file.testExecError ? [file.testExecError.message] : []),
    ]);
    writeFileSync(process.env.FAILED, JSON.stringify(failed));
  }
};
