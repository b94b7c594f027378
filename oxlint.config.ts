/** The lint: what is refused everywhere, and the walls between the folders, which are made of `lint/walls.ts`. */

import { defineConfig } from 'oxlint';

import { CLOCK_AND_CHANCE, NO_ENVIRONMENT, restrictedImports, restrictions } from './lint/restrictions.ts';

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'node', 'promise', 'jest'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  env: { builtin: true },
  rules: {
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'array-callback-return': 'error',
    'no-constructor-return': 'error',
    'no-fallthrough': 'error',
    'no-lonely-if': 'error',
    'no-param-reassign': 'error',
    'no-self-compare': 'error',
    'no-sequences': 'error',
    'no-useless-return': 'error',
    'no-var': 'error',
    'prefer-const': ['error', { ignoreReadBeforeAssign: true }],
    'object-shorthand': 'error',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
    'import/no-cycle': 'error',
    'import/no-duplicates': 'error',
    'import/no-mutable-exports': 'error',
    'import/no-self-import': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-deprecated': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/no-unsafe-function-type': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
    'typescript/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
    'typescript/restrict-template-expressions': ['error', { allowNumber: true }],
    'import/no-unassigned-import': ['error', { allow: ['reflect-metadata'] }],
    'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert', 'until', 'house.card'] }],
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/use-unknown-in-catch-callback-variable': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/prefer-node-protocol': 'error',
    'unicorn/throw-new-error': 'error',
    'unicorn/prefer-at': 'error',
    'jest/no-identical-title': 'error',
    'promise/always-return': 'off', // a then that comes last has nobody to return to
    'no-await-in-loop': 'off', // a loop that awaits does one thing after the other on purpose
    'import/no-named-as-default-member': 'off', // fast-check and yaml offer every name twice
    'unicorn/consistent-function-scoping': 'off', // a closure stands beside what it belongs to
    'unicorn/require-post-message-target-origin': 'off', // takes Slack's postMessage for that of a window
    'unicorn/prefer-add-event-listener': 'off', // an EventSource has one listener of each kind
    'unicorn/prefer-set-has': 'off', // a list of three names need not be a Set
    'oxc/no-map-spread': 'off', // states are copied, never changed in place
    'oxc/no-async-endpoint-handlers': 'off', // written for Express; Fastify awaits its handlers
    'no-loop-func': 'off', // the compiler knows block scope, this rule does not
    'jest/no-conditional-expect': 'off', // property tests speak about the cases that meet a condition
    'jest/require-to-throw-message': 'off', // where any error will do, its words are not promised
    'typescript/consistent-return': 'off', // an exhaustive switch has no last return; noImplicitReturns sees the rest
    'typescript/no-misused-spread': 'off', // code points are what is meant where a string is spread
    'typescript/no-base-to-string': 'off', // values of outside are unknown, and showing them somehow is the point
    'typescript/no-unnecessary-type-parameters': 'off', // one that ties an argument to its table entry is necessary
    'typescript/no-unsafe-type-assertion': 'off', // what the store wrote itself is not parsed again
    'typescript/unbound-method': 'off', // our objects are closures without `this`
  },
  overrides: [
    {
      files: ['src/**'],
      rules: {
        'import/no-default-export': 'error',
        'no-console': 'error',
        'unicorn/no-process-exit': 'error',
        'typescript/no-non-null-assertion': 'error',
        'no-restricted-properties': ['error', NO_ENVIRONMENT, ...CLOCK_AND_CHANCE],
      },
    },
    { files: ['src/app.ts', 'src/cli/**'], rules: { 'no-restricted-properties': ['error', NO_ENVIRONMENT] } },
    {
      files: ['src/main.ts'],
      rules: { 'no-restricted-properties': 'off', 'unicorn/no-process-exit': 'off' },
    },
    ...restrictions(),
    {
      files: ['sandbox/**'],
      rules: restrictedImports([
        {
          group: ['**/src/**', '!**/src/lib/**', '!**/src/sns/**', '!**/src/cli/**'],
          message:
            'The sandbox meets the bot at the wire and not in the process: send a request, read what comes back, and simulate what the bot would ask of Slack or AWS.',
        },
      ]),
    },
    {
      files: ['runbooks/coverage/**'],
      rules: restrictedImports([
        {
          group: [
            '**/src/**',
            '!**/src/lib/**',
            '!**/src/runbooks/**',
            '!**/src/runbook-files.ts',
            '!**/src/operations/**',
            '!**/src/handlers/verbs/**',
            '!**/src/cli/verbs.ts',
          ],
          message:
            'The coverage is told from the runbook as Handrail reads it and from what the verbs declare: take what you need from src/runbooks or src/cli/verbs.ts.',
        },
      ]),
    },
  ],
  ignorePatterns: ['data/**', 'coverage/**'],
});
