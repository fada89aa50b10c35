const { join } = require('node:path');

// The tests of a file in one environment: what they test is then loaded once for each defect.
for (const file of JSON.parse(process.env.TESTS_OF_FILE)) {
  describe(file, () => {
    require(join(__dirname, '..', '..', file));
  });
}
