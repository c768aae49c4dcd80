// The parts that build/words.ts makes of one file of words.
declare module '*.json?first' {
  const texts: Readonly<Record<string, string>>
  export default texts
}
declare module '*.json?late' {
  const texts: Readonly<Record<string, string>>
  export default texts
}
declare module '*.json?nudges' {
  const texts: Readonly<Record<string, string>>
  export default texts
}
