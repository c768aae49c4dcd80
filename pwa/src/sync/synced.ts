/** What is to follow each sync of this page that went well, whatever else it brought: who wishes to is told here. */
const followers = new Set<() => Promise<void>>()

/** The result lets go. What an act throws is its own: a sync that went well stays one. */
export function afterSync(act: () => Promise<void>): () => void {
  followers.add(act)
  return () => followers.delete(act)
}

export async function tellSynced(): Promise<void> {
  await Promise.allSettled([...followers].map(async (act) => act()))
}
