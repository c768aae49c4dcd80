// Where the focus is, and whether it can be seen: the ring around it, the screen, the bars that stick to its edges.
// The body of a function.
const one = document.activeElement
const frame = one.closest('label, .row, .paper') // where a field's own ring is drawn around more than itself
const shown = one.matches('[type=radio]') ? (one.closest('label') ?? one) : one
const box = shown.getBoundingClientRect()
const hasRing = (each) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(each)
  return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0
}
const covers = (bar) => {
  if (bar.contains(one) || !/sticky|fixed/.test(getComputedStyle(bar).position)) return false
  const { top, bottom, left, right } = bar.getBoundingClientRect()
  return top < box.bottom - 1 && bottom > box.top + 1 && left < box.right && right > box.left
}
const words = one.getAttribute('aria-label') ?? (one.labels?.[0] ?? one).textContent
return {
  name: words.replace(/\s+/g, ' ').trim(),
  group: one.name ?? '',
  value: one.value ?? '',
  isBody: one === document.body,
  hasRing: [one, shown, ...(frame ? [frame] : [])].some(hasRing),
  isInView: box.bottom > 0 && box.top < innerHeight && box.height > 0,
  isCovered: [...document.querySelectorAll('.bar, nav')].some(covers),
}
