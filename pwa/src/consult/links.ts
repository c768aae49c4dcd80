/**
 * Links that call or write to someone, from what a person typed: made of the parts that were understood, never of the text.
 *
 * A number that cannot be one gives no link, so that a slip shows on the quiet day it is typed.
 */

// 2 digits: emergency numbers of some countries; 15: the longest there is (E.164).
const PHONE = /^\+?[0-9*#]{2,15}$/
const WRITTEN_PHONE = /^[+0-9*#\s()./\u00a0\u2010-\u2015-]*$/u
const EMAIL = /^[^\s@<>,;:"()[\]\\?&#%/]{1,64}@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u

export function isPhone(phone: string): boolean {
  return WRITTEN_PHONE.test(phone) && PHONE.test(dialled(phone)) && /\d{2}/.test(dialled(phone))
}

/** `tel:+493012345` (RFC 3966); null for what cannot be called. */
export function telOf(phone: string | null): string | null {
  if (phone === null || !isPhone(phone)) return null
  return `tel:${dialled(phone).replaceAll('#', '%23')}`
}

export function isEmail(email: string): boolean {
  return EMAIL.test(email.trim())
}

/** `mailto:a@b.example` (RFC 6068), with no subject and no text of ours; null for what is no address. */
export function mailtoOf(email: string | null): string | null {
  if (email === null || !isEmail(email)) return null
  const [mailbox = '', domain = ''] = email.trim().split('@')
  return `mailto:${encodeURIComponent(mailbox)}@${encodeURIComponent(domain)}`
}

// "+49 (0)30 …": the zero in brackets is left out by whoever calls from abroad, and so always.
function dialled(phone: string): string {
  const international = phone.trim().startsWith('+') ? phone.replace(/\(0\)/, '') : phone
  return international.replaceAll(/[^+0-9*#]/g, '')
}
