import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import typescript from 'typescript-eslint'

import svelteConfig from './svelte.config.js'

/** Doors of the browser, each in one room: a second place that opens one is how state goes astray. */
const doors = [
  { name: 'fetch', message: 'The network is platform/http.' },
  { name: 'indexedDB', message: 'Storage is platform/storage.' },
  { name: 'localStorage', message: 'Nothing readable is ever written to storage.' },
  { name: 'sessionStorage', message: 'Nothing readable is ever written to storage.' },
]
const clocks = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes from platform/clock.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Time comes from platform/clock.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Chance comes from platform/random.',
  },
]
const crypto = [{ name: 'crypto', message: 'Keys are handled in protocol and platform.' }]

export default [
  // public/recover.js is served as it stands and belongs to no program.
  { ignores: ['dist', 'node_modules', 'public', '.dependency-cruiser.cjs'] },
  ...typescript.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.serviceworker },
      parserOptions: { projectService: { allowDefaultProject: ['*.js'] }, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      'no-empty': ['error', { allowEmptyCatch: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser, svelteConfig } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // Keys and promises in markup: the checker sees through runes less well than the compiler.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/platform/**', 'src/sw.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...doors],
      'no-restricted-syntax': ['error', ...clocks],
    },
  },
  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/platform/**', 'src/protocol/**', 'src/sw.ts', '**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', ...doors, ...crypto] },
  },
]
