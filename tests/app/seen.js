// What a page looks like against what it must: no sideways scrolling, no cut text, targets a finger can hit.
// The body of a function; gives one sentence for each thing found.
const found = []
const name = (one) =>
  `<${one.localName}${one.id && '#' + one.id} "${(one.textContent || one.value || '').trim().slice(0, 40)}">`
const scroller = document.scrollingElement
if (scroller.scrollWidth > innerWidth) found.push(`the page scrolls sideways: ${scroller.scrollWidth} > ${innerWidth}`)

const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.unseen, [aria-hidden=true]')
const hasText = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
for (const one of document.body.querySelectorAll('*')) {
  if (!isSeen(one) || !(hasText(one) || one.matches('input, textarea, select'))) continue
  const box = one.getBoundingClientRect()
  if (box.left < -1 || box.right > innerWidth + 1) found.push(`${name(one)} reaches out of the page`)
  const { overflowX, overflowY } = getComputedStyle(one)
  const isCutAcross = one.scrollWidth > one.clientWidth + 1 && /hidden|clip/.test(overflowX)
  const isCutDown = one.scrollHeight > one.clientHeight + 2 && /hidden|clip/.test(overflowY)
  const scrolls = one.matches('input, textarea')
  if (!scrolls && one.clientWidth > 0 && (isCutAcross || isCutDown)) found.push(`${name(one)} is cut`)
}

const isInText = (one) => one.matches('p a, dd a, td a, li a')
const target = (one) => (one.matches('[type=radio], [type=checkbox]') ? (one.closest('label') ?? one) : one)
for (const one of document.querySelectorAll('button, a[href], summary, input, select, textarea')) {
  if (!isSeen(one) || isInText(one) || one.tabIndex < 0) continue
  const { width, height } = target(one).getBoundingClientRect()
  if (width < 24 || height < 24) found.push(`${name(one)} is ${width} x ${height}, less than 24`)
  else if (height < 44) found.push(`${name(one)} is ${height} high, less than 44`)
}
return found
