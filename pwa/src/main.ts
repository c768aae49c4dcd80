import { mount } from 'svelte'

import App from './App.svelte'
import './parts/tokens.css'
import { watchInstallOffers } from './platform/installing.ts'
import { register } from './platform/registration.ts'

watchInstallOffers()
const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')
mount(App, { target })
// Without a worker the app still works while there is signal; the next start tries again.
register().catch((failure: unknown) => console.warn(failure))
