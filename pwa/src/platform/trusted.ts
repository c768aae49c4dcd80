/** Addresses of our own scripts for a worker, by the policy `app` where Trusted Types are enforced. */

interface UrlPolicy {
  readonly createScriptURL: (url: string) => string
}

interface WithPolicies {
  readonly trustedTypes: { readonly createPolicy: (name: string, rules: UrlPolicy) => UrlPolicy }
}

const rules: UrlPolicy = {
  createScriptURL: (url) => {
    if (new URL(url, location.origin).origin !== location.origin) throw new TypeError('not a script of ours')
    return url
  },
}
let policy: UrlPolicy | undefined

/** The address as the browser wants it; a TypeError for another origin's. */
export function scriptUrl(url: string): string {
  policy ??= makePolicy(globalThis)
  return policy.createScriptURL(url)
}

// Trusted Types are not in TypeScript's own types.
function makePolicy(scope: object): UrlPolicy {
  return hasPolicies(scope) ? scope.trustedTypes.createPolicy('app', rules) : rules
}

function hasPolicies(scope: object): scope is WithPolicies {
  return 'trustedTypes' in scope
}
