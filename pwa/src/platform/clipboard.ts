/** The clipboard, from a tap. */

/** Whether `text` stands in the clipboard now; a browser may refuse. */
export async function copy(text: string): Promise<boolean> {
  if (!('clipboard' in navigator)) return false
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )
}
