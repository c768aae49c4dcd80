/** A whole storage copied and put back, as a backup of a phone does it; cookies go with it. */
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../pwa/package.json', import.meta.url))
require('fake-indexeddb/auto')
const { IDBFactory } = require('fake-indexeddb')
const jars = new WeakMap()

export const emptyStorage = () => new IDBFactory()

/** The cookies that belong to a storage, by name. */
export function jarOf(factory) {
  if (!jars.has(factory)) jars.set(factory, new Map())
  return jars.get(factory)
}

/** All that lies in the storage, cookies too. */
export async function copyOfStorage() {
  const databases = []
  for (const { name, version } of await indexedDB.databases()) databases.push(await copyOf(name, version))
  return { databases, jar: new Map(jarOf(indexedDB)) }
}

/** A storage that holds what a copy holds. */
export async function storageOf({ databases, jar }) {
  const factory = new IDBFactory()
  for (const database of databases) await restore(factory, database)
  jars.set(factory, new Map(jar))
  return factory
}

async function copyOf(name, version) {
  const database = await done(indexedDB.open(name))
  const stores = [...database.objectStoreNames]
  const transaction = database.transaction(stores)
  const copied = []
  for (const store of stores.map((one) => transaction.objectStore(one))) {
    const indexes = [...store.indexNames].map((one) => store.index(one))
    copied.push({
      name: store.name,
      keyPath: store.keyPath,
      indexes: indexes.map(({ name: index, keyPath, unique }) => ({ index, keyPath, unique })),
      keys: await done(store.getAllKeys()),
      values: await done(store.getAll()),
    })
  }
  database.close()
  return { name, version, stores: copied }
}

async function restore(factory, { name, version, stores }) {
  const opening = factory.open(name, version)
  opening.onupgradeneeded = () => {
    for (const { name: store, keyPath, indexes, keys, values } of stores) {
      const made = opening.result.createObjectStore(store, keyPath === null ? {} : { keyPath })
      for (const { index, keyPath: path, unique } of indexes) made.createIndex(index, path, { unique })
      values.forEach((value, at) => (keyPath === null ? made.put(value, keys[at]) : made.put(value)))
    }
  }
  ;(await done(opening)).close()
}

const done = (request) => new Promise((give, fail) => {
  request.onsuccess = () => give(request.result)
  request.onerror = () => fail(request.error)
})
