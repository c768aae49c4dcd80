"""The header set of every response, whoever made it: a route, a file, an error.

A worker obeys the policy on its own script, not that of the page: `/sw.js` has a stricter one.

Not sent: `Integrity-Policy`. WebKit 2.50 (Safari 26) takes no hash from the import map for static imports and
would block them all: the app would not start. The hashes stand in the page nevertheless and are obeyed.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# 'wasm-unsafe-eval': Argon2id is WebAssembly. svelte-trusted-html: Svelte makes it for its own templates.
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types app sw-url svelte-trusted-html",
    )
)
WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}
ONE_YEAR = 31_536_000
STRICT_TRANSPORT = f"max-age={ONE_YEAR}; includeSubDomains"
SERVICE_WORKER = "/sw.js"


class WithHeaders:
    """The WSGI app inside, and the header set on all that leaves it.

    production: always ask for https from now on; at home only when the request itself came by https.
    inline_hashes: of what stands inline in our own page and may be read (`'sha256-…'`).
    """

    def __init__(
        self, app: "WSGIApplication", *, production: bool, inline_hashes: Sequence[str] = ()
    ) -> None:
        self.app = app
        self.production = production
        scripts = " ".join(("script-src 'self' 'wasm-unsafe-eval'", *inline_hashes))
        self.page_policy = PAGE_POLICY.replace("script-src 'self' 'wasm-unsafe-eval'", scripts)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            return start_response(status, self.complete(environ, headers), *rest)

        return self.app(environ, start)

    def complete(self, environ: "WSGIEnvironment", given: list[tuple[str, str]]) -> list[tuple[str, str]]:
        headers = Headers(given)
        path = environ.get("PATH_INFO", "")
        headers["Content-Security-Policy"] = WORKER_POLICY if path == SERVICE_WORKER else self.page_policy
        headers.update(ALWAYS)
        if self.production or environ.get("wsgi.url_scheme") == "https":
            headers["Strict-Transport-Security"] = STRICT_TRANSPORT
        if path.startswith("/api/") or "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return headers.to_wsgi_list()
