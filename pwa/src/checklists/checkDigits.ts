/** Whether a found number is what it looks like: check digits, and shapes that no pattern can weigh. */

export const checks: Readonly<Record<string, (found: string) => boolean>> = {
  luhn: (found) => isLuhn(digitsOf(found)),
  iban: (found) => isIban(found.replaceAll(/\s/g, '')),
  nhs: (found) => isNhsNumber(digitsOf(found)),
  ipv6: isIpv6,
  digits: isLongNumber,
  code: isCode,
  initials: (found) =>
    !/^(U\.\s?S|U\.\s?K|E\.\s?U|P\.\s?S|N\.\s?B|P\.\s?M|A\.\s?M|B\.\s?C|A\.\s?D)\./.test(found),
  initial: (found) => /^[B-HJ-Z]/.test(found),
}

/** ISO/IEC 7812: card numbers, IMEI. */
function isLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1)
      return total + (doubled > 9 ? doubled - 9 : doubled)
    }, 0)
  return sum % 10 === 0 && Number(digits) > 0
}

/** ISO 13616: letters count as 10 to 35, the first four go last, the rest of 97 is 1. */
function isIban(iban: string): boolean {
  if (iban.length < 15 || iban.length > 34) return false
  const moved = iban.slice(4) + iban.slice(0, 4)
  const rest = Array.from(moved).reduce((so, sign) => Number(`${so}${parseInt(sign, 36)}`) % 97, 0)
  return rest === 1
}

/** NHS Data Dictionary: weights 10 to 2, modulus 11, the tenth digit checks. */
function isNhsNumber(digits: string): boolean {
  if (digits.length !== 10) return false
  const sum = Array.from(digits.slice(0, 9)).reduce(
    (total, digit, index) => total + Number(digit) * (10 - index),
    0,
  )
  return (11 - (sum % 11)) % 11 === Number(digits[9])
}

/** RFC 4291, near enough: seven colons, or a `::` with something on both sides of it or after a group. */
function isIpv6(found: string): boolean {
  const groups = found.split(':').filter((group) => group !== '')
  return found.includes('::') ? groups.length >= 2 : found.split(':').length === 8 && groups.length === 8
}

/** Eight digits and more in groups, unless all of them are years. */
function isLongNumber(found: string): boolean {
  const groups = found.split(/[ -]/)
  return digitsOf(found).length >= 8 && !groups.every((group) => /^(19|20)\d{2}$/.test(group))
}

/**
 * A code someone was given: four signs or more, three of them digits, or two beside a capital. Years, ordinals
 * and words with a number in them ("20-something") are none.
 */
function isCode(found: string): boolean {
  const signs = found.replaceAll(/[^\p{L}\d]/gu, '')
  const digits = digitsOf(found).length
  if (signs.length < 4 || /^(19|20)\d{2}$/.test(found) || /^\d+(st|nd|rd|th)$/.test(signs)) return false
  return /[a-z]{3}/.test(found) ? digits >= 5 : digits >= 3 || (digits >= 2 && /\p{Lu}/u.test(found))
}

function digitsOf(found: string): string {
  return found.replaceAll(/\D/g, '')
}
