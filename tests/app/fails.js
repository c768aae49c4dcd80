// Storage that fails at the browser's border for as long as `window.failing` names how. Nothing of the app is touched.
window.failing = undefined
const refuse = (way, name) => {
  if (window.failing === way) throw new DOMException('as a test wants it', name)
}
const holdsKey = (value) =>
  value instanceof CryptoKey || (value?.constructor === Object && Object.values(value).some(holdsKey))
for (const method of ['put', 'add']) {
  const real = IDBObjectStore.prototype[method]
  IDBObjectStore.prototype[method] = function (...given) {
    refuse('full', 'QuotaExceededError')
    if (holdsKey(given[0])) refuse('forgetful', 'DataCloneError')
    return real.apply(this, given)
  }
}
const transaction = IDBDatabase.prototype.transaction
IDBDatabase.prototype.transaction = function (...given) {
  refuse('closed', 'InvalidStateError')
  return transaction.apply(this, given)
}
const open = IDBFactory.prototype.open
IDBFactory.prototype.open = function (...given) {
  window.askedMs ??= performance.now()
  // A request that nothing ever comes of: its events go to a database that nobody asked for.
  if (window.failing === 'hung') return Object.create(IDBOpenDBRequest.prototype, { addEventListener: { value() {} } })
  return open.apply(this, given)
}
const { get } = Object.getOwnPropertyDescriptor(window, 'indexedDB')
Object.defineProperty(window, 'indexedDB', {
  get: () => {
    window.askedMs ??= performance.now()
    return window.failing === 'missing' ? undefined : get.call(window)
  },
})
