// Runs in the page before the app does: when something stands on the screen, in milliseconds of the page's own clock.

const painted = () =>
  new Promise((done) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now());
      port2.postMessage(null);
    }),
  );

/** Once an element of that kind with these words can be seen: since the page was asked for. */
const untilShown = (selector, said = "") =>
  new Promise((done) => {
    const isShown = (one) =>
      one.textContent.includes(said) && one.checkVisibility();
    const look = () => {
      if (![...document.querySelectorAll(selector)].some(isShown)) return false;
      watching.disconnect();
      done(painted());
      return true;
    };
    const watching = new MutationObserver(look);
    if (!look())
      watching.observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
  });

/** The same, since the page heard of the next event of that type. */
const fromEvent = (type, selector, said) =>
  new Promise((done) => {
    const began = async (heard) =>
      done((await untilShown(selector, said)) - heard);
    addEventListener(type, () => void began(performance.now()), {
      capture: true,
      once: true,
    });
  });

window.stopwatch = { untilShown, fromEvent, snapshot: null, stretchedMs: null };

// Keeping a snapshot begins in idle time and ends when its transaction does.
let idleSince = 0;
const whenIdle = window.requestIdleCallback.bind(window);
window.requestIdleCallback = (act, options) =>
  whenIdle((deadline) => {
    idleSince = performance.now();
    act(deadline);
  }, options);
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (value, key) {
  if (this.name === "snapshots") {
    const since = idleSince;
    const bytes = value.sealed.length;
    this.transaction.addEventListener("complete", () => {
      window.stopwatch.snapshot = { ms: performance.now() - since, bytes };
    });
  }
  return put.call(this, value, key);
};

// Argon2id, from the passphrase handed to its worker to the worker's last word.
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (...given) {
  const since = performance.now();
  this.addEventListener(
    "message",
    () => (window.stopwatch.stretchedMs = performance.now() - since),
  );
  return post.apply(this, given);
};
