/** What stands in the corner of every screen; the app sets it once, Screen shows it. */
import { createContext, type Snippet } from 'svelte'

export const [corner, setCorner, hasCorner] = createContext<Snippet>()
