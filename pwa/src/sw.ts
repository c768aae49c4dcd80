/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope
declare const __SHELL__: readonly { readonly url: string; readonly integrity: string }[]
declare const __BUILD_ID__: string
self.addEventListener('install', (event) => event.waitUntil(Promise.resolve([__SHELL__, __BUILD_ID__])))
export {}
