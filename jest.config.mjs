/** ESM throughout: fastify.inject() pulls an ESM-only package that CommonJS jest cannot load. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', tsx: false }, target: 'es2024' },
        module: { type: 'es6' },
      },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 30_000,
  // Flow tests start real servers and Chromium; more workers than cores only makes them wait for each other.
  maxWorkers: 2,
};
