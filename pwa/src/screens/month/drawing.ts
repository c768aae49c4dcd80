/** A trend drawn by uPlot in the colours of the page: a line with gaps, nothing that moves, nothing to point at. */
import type uPlot from 'uplot'

export type Drawn = Pick<uPlot, 'destroy'>

export interface Line {
  /** 0 to 100; null is a gap. */
  readonly values: readonly (number | null)[]
  readonly labels: readonly string[]
}

const FULL = 100
const LABELS_APART_REM = 3

export function draw(Plot: typeof uPlot, place: HTMLElement, { values, labels }: Line): Drawn {
  const colour = (name: string): string => getComputedStyle(place).getPropertyValue(name).trim()
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  const [accent, soft, line] = [colour('--accent'), colour('--soft'), colour('--line')]
  const font = `${0.75 * rem}px ${colour('--sans')}`
  const axis = { stroke: soft, font, grid: { stroke: line, width: 1 }, ticks: { show: false } }
  const every = Math.max(1, Math.ceil((labels.length * LABELS_APART_REM * rem) / place.clientWidth))
  return new Plot(
    {
      width: place.clientWidth,
      height: place.clientHeight,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [-0.3, labels.length - 0.7] }, y: { range: [0, FULL] } },
      axes: [
        {
          ...axis,
          size: 1.6 * rem,
          splits: () => labels.map((_, at) => at).filter((at) => (labels.length - 1 - at) % every === 0),
          values: (_, splits) => splits.map((at) => labels[at] ?? ''),
        },
        { ...axis, size: 2.2 * rem, splits: () => [0, FULL / 2, FULL] },
      ],
      series: [
        {},
        { stroke: accent, width: 2, spanGaps: false, points: { show: true, size: 7, fill: accent } },
      ],
    },
    [labels.map((_, at) => at), [...values]],
    place,
  )
}
