// What Biome and the compiler cannot see: promises that are not awaited, values without a type, the conventions of CDK constructs.

import { defineConfig } from 'eslint/config';
import cdk from 'eslint-cdk-plugin';
import ts from 'typescript-eslint';

const off = (...rules) => Object.fromEntries(rules.map((rule) => [rule, 'off']));

const UNTYPED = ['argument', 'assignment', 'call', 'member-access', 'return'].map(
  (what) => `@typescript-eslint/no-unsafe-${what}`,
);

export default defineConfig(
  { ignores: ['dist', 'assets', 'artifacts', 'test/consumers', '**/cdk.out*', '**/cdk-integ.out*', '**/*.snapshot'] },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // Biome's.
      ...off('@typescript-eslint/no-unused-vars', 'prefer-const'),
      // What implements an asynchronous interface need not wait for anything itself.
      ...off('@typescript-eslint/require-await'),
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['lib/**/*.ts'],
    extends: [cdk.configs.strict],
    rules: {
      // Props are handed on as a whole.
      ...off('cdk/no-unused-props'),
      // Functions beside the constructs make parts of them, and get scope and id from there.
      ...off('cdk/require-passing-this', 'cdk/no-variable-construct-id'),
    },
  },
  {
    files: ['examples/**/*.ts'],
    extends: [cdk.configs.recommended],
    // tryGetContext has no type; each example says what it expects.
    rules: off('@typescript-eslint/no-unsafe-assignment'),
  },
  {
    // JSON as it comes: requests and templates in the embedded AWS, what was synthesized in tests.
    files: ['cli/template/**/*.ts', 'local/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts', 'testkit/**/*.ts'],
    rules: off(...UNTYPED, '@typescript-eslint/no-base-to-string', '@typescript-eslint/restrict-template-expressions'),
  },
  {
    files: ['test/**/*.ts', 'testkit/**/*.ts'],
    // Parts are put together in other ways than in production, and anything may be thrown.
    rules: off(
      ...['unbound-method', 'no-require-imports', 'no-this-alias', 'prefer-promise-reject-errors'].map(
        (name) => `@typescript-eslint/${name}`,
      ),
    ),
  },
);
