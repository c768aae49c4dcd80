/** Imports run one way: a room may import only from rooms above it in this list. */
const ladder = [
  ['platform', 'protocol', 'words'],
  ['vault'],
  ['sync'],
  ['checklists'],
  ['journal'],
  ['insight'],
  ['consult', 'nudges', 'groups', 'leave'],
  ['parts'],
  ['screens'],
]

/** What each line may see although the ladder alone would say otherwise, or may not. */
const allowed = {
  platform: [],
  protocol: [],
  words: [],
  vault: ['protocol', 'platform'],
  sync: ['vault', 'protocol', 'platform'],
  checklists: [],
  journal: ['checklists', 'sync', 'vault', 'protocol', 'platform'],
  insight: ['journal', 'checklists', 'sync', 'protocol', 'platform', 'words'],
  consult: ['insight', 'journal', 'checklists', 'sync', 'vault', 'protocol', 'platform', 'words'],
  nudges: ['insight', 'journal', 'checklists', 'sync', 'vault', 'protocol', 'platform'],
  leave: ['insight', 'journal', 'checklists', 'sync', 'vault', 'protocol', 'platform'],
  parts: ['words'],
}

const roomOf = (name) => `^src/${name}/`

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...ladder
      .flat()
      .filter((room) => room in allowed)
      .map((room) => ({
        name: `${room}-imports-only-from-above`,
        severity: 'error',
        from: { path: roomOf(room), pathNot: '\\.test\\.ts$' },
        to: {
          path: '^src/',
          pathNot: [room, ...allowed[room]].map(roomOf).join('|'),
        },
      })),
    {
      name: 'nothing-imports-a-screen-but-screens-and-the-app',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(screens/|App\\.svelte|main\\.ts)' },
      to: { path: '^src/screens/' },
    },
    {
      name: 'the-service-worker-stays-small',
      severity: 'error',
      from: { path: '^src/sw\\.ts$' },
      to: { path: '^src/', pathNot: '^src/((platform|protocol|sync|nudges)/|parts/rooms\\.ts$)' },
    },
  ],
  options: {
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.svelte', '.js', '.json'] },
  },
}
