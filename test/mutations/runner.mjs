// Runs the tests of a pure file for Stryker. They are loaded once; then each defect is switched on in turn, and its tests run until one fails. Jest would
// load everything anew for each defect, which takes a hundred times as long.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { transformSync } from 'esbuild';
import { expect } from 'expect';

/** Environment variable: the tests of the file, as a list in JSON. */
export const TESTS_VARIABLE = 'TESTS_OF_FILE';

/** What the instrumented file and Stryker share. */
globalThis.__stryker__ ??= {};
const context = globalThis.__stryker__;

/** Collects tests as Jest does, as far as the tests of pure files need it: `describe`, `test`, `test.each` and `beforeEach`. */
function collect(files) {
  const tests = [];
  let scope = { name: '', hooks: [] };
  const inScope = (name, body) => {
    const outer = scope;
    scope = { name: `${outer.name} ${name}`, hooks: [...outer.hooks] };
    body();
    scope = outer;
  };
  const test = (title, body, ...row) => {
    const { name, hooks } = scope;
    tests.push({ id: `${tests.length}${name} ${title}`, hooks, body: () => body(...row) });
  };
  test.each = (table) => (title, body) => {
    const rows = table.every(Array.isArray) ? table : table.map((row) => [row]);
    for (const row of rows) test(title, body, ...row);
  };
  Object.assign(globalThis, { describe: inScope, test, expect, beforeEach: (hook) => scope.hooks.push(hook) });
  const require = createRequire(join(process.cwd(), 'package.json'));
  require.extensions['.ts'] = (module, filename) =>
    module._compile(
      transformSync(readFileSync(filename, 'utf8'), { loader: 'ts', format: 'cjs', target: 'node20' }).code,
      filename,
    );
  require('./testkit/setup.ts');
  for (const file of files) inScope(file, () => require(`./${file}`));
  return tests;
}

class Runner {
  static inject = tokens(commonTokens.options);

  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun() {
    const results = await this.run(() => true, false);
    return { ...results, mutantCoverage: context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    Object.assign(context, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    if (mutantActivation === 'runtime') this.load();
    context.activeMutant = activeMutant.id;
    const results = await this.run((id) => testFilter?.includes(id) ?? true, true);
    context.activeMutant = undefined;
    return toMutantRunResult(determineHitLimitReached(context.hitCount, context.hitLimit) ?? results);
  }

  load() {
    this.tests ??= collect(JSON.parse(process.env[TESTS_VARIABLE]));
    return this.tests;
  }

  async run(isWanted, isOver) {
    const tests = [];
    for (const test of this.load().filter(({ id }) => isWanted(id))) {
      const result = await this.runOne(test);
      tests.push(result);
      if (isOver && result.status === TestStatus.Failed) break;
    }
    return { status: DryRunStatus.Complete, tests };
  }

  async runOne({ id, hooks, body }) {
    const startedAt = performance.now();
    const done = (status) => ({ id, name: id, timeSpentMs: performance.now() - startedAt, ...status });
    context.currentTestId = id;
    try {
      for (const hook of hooks) await hook();
      await body();
      return done({ status: TestStatus.Success });
    } catch (error) {
      return done({ status: TestStatus.Failed, failureMessage: String(error) });
    } finally {
      context.currentTestId = undefined;
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'pure', Runner)];
