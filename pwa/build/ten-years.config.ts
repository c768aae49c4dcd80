import { defineConfig } from 'vite'

/** The benchmark's own script, beside the app and never in it. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist-bench',
    target: 'es2022',
    lib: { entry: 'build/ten-years.ts', formats: ['iife'], name: 'tenYears', fileName: () => 'ten-years.js' },
  },
})
