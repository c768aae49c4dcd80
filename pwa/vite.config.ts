import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

import { checkContent } from './build/content.ts'
import { shell, withoutNode } from './build/shell.ts'

checkContent()

export default defineConfig({
  plugins: [svelte(), withoutNode(), shell()],
  build: {
    target: 'es2022',
    modulePreload: false, // the import map says every hash; a preload would ask without one
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'build/**/*.test.ts'],
    exclude: ['node_modules'],
  },
})
