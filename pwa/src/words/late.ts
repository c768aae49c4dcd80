/** The words of the screens that load late; each of them imports this. */
import texts from '../../content/words/en.json?late'
import { addWords } from './words.ts'

addWords(texts)
