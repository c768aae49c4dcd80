import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

import { checkContent } from './build/content.ts'
import { shell, withoutKanji, withoutNode } from './build/shell.ts'
import { wordsInTwo } from './build/words.ts'

checkContent()

export default defineConfig({
  plugins: [svelte(), withoutNode(), withoutKanji(), wordsInTwo(), shell()],
  build: {
    target: 'es2022',
    modulePreload: false, // the import map says every hash; a preload would ask without one
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // What the first screen needs is one file: fewer to open, and it packs better.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  worker: { format: 'es' },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'build/**/*.test.ts'],
    exclude: ['node_modules'],
    // A passphrase is stretched in some tests, and a busy machine takes its time: these are not timed tests.
    testTimeout: 20_000,
  },
})
