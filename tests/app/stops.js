// Counts every step that the page waits for, and at step `stopAt` waits for ever: what a killed tab leaves behind.
// Steps: each WebCrypto call, each Web Lock granted, each IndexedDB answer and the end of each transaction.
// `pending`: the calls and transactions that have begun and not ended yet.
window.steps = { taken: 0, stopAt: Infinity, at: [], pending: 0 }
const never = new Promise(() => undefined)
const isLast = (name) => {
  window.steps.taken += 1
  window.steps.at.push(name)
  return window.steps.taken >= window.steps.stopAt
}
for (const name of ['digest', 'sign', 'encrypt', 'generateKey', 'importKey', 'deriveBits', 'exportKey']) {
  const real = SubtleCrypto.prototype[name]
  SubtleCrypto.prototype[name] = async function (...given) {
    window.steps.pending += 1
    const result = await real.apply(this, given).finally(() => (window.steps.pending -= 1))
    return isLast(name) ? never : result
  }
}
const request = LockManager.prototype.request
LockManager.prototype.request = function (name, ...rest) {
  const work = rest.pop()
  return request.call(this, name, ...rest, (lock) => (isLast(`lock ${name}`) ? never : work(lock)))
}
const listen = EventTarget.prototype.addEventListener
const transaction = IDBDatabase.prototype.transaction
IDBDatabase.prototype.transaction = function (...given) {
  const begun = transaction.apply(this, given)
  window.steps.pending += 1
  for (const end of ['complete', 'abort']) listen.call(begun, end, () => (window.steps.pending -= 1))
  return begun
}
EventTarget.prototype.addEventListener = function (type, listener, ...rest) {
  const isStorage = this instanceof IDBRequest || this instanceof IDBTransaction
  if (!isStorage || (type !== 'success' && type !== 'complete')) return listen.call(this, type, listener, ...rest)
  const heard = (event) => {
    if (!isLast(`${this.constructor.name} ${type}`)) listener.call(this, event)
  }
  return listen.call(this, type, heard, ...rest)
}
