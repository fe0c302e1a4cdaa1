import { defineConfig } from 'vitest/config'

/**
 * Two projects: `unit` shares one process per worker because its tests are pure, `integration`
 * isolates each file because its tests hold servers, processes and databases.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/src/**/*.test.tsx', 'tests/boundaries/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          pool: 'threads',
          isolate: false,
          // A shared machine may be slow; what must be fast is measured in bench/.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: [
            'packages/*/src/**/*.integration.test.ts',
            'tests/integration/**/*.test.ts',
            'tests/crash/**/*.test.ts',
            'tests/corpus/**/*.test.ts',
          ],
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          pool: 'forks',
          // A page that is slow on a busy machine is not wrong; what does not come at all fails soon enough.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
