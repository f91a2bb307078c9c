/** A line through some points as a small SVG, axes from zero, readable on light and dark pages. */
export function linePlot(plot: { title: string; x: string; y: string; points: readonly (readonly [number, number])[] }): string {
  const [width, height, left, right, top, bottom] = [640, 320, 64, 24, 44, 48]
  const largestX = Math.max(...plot.points.map(([x]) => x))
  const largestY = niceAbove(Math.max(...plot.points.map(([, y]) => y)) * 1.25)
  const px = (x: number): number => Math.round(left + (x / largestX) * (width - left - right))
  const py = (y: number): number => Math.round(height - bottom - (y / largestY) * (height - top - bottom))
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(part => part * largestY)
  const text = (x: number, y: number, words: string, anchor = 'middle'): string =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${plot.title}">`,
    '<style>text{font:13px system-ui,sans-serif;fill:#777}.t{font-weight:600;font-size:15px}line{stroke:#999;stroke-opacity:.35}</style>',
    `<text class="t" x="${left}" y="24">${plot.title}</text>`,
    ...ticks.map(
      y => `<line x1="${left}" x2="${width - right}" y1="${py(y)}" y2="${py(y)}"/>${text(left - 8, py(y) + 4, format(y), 'end')}`,
    ),
    ...plot.points.map(([x], index) => (index === 0 ? '' : text(px(x), height - bottom + 20, x.toLocaleString('en-US')))),
    text(width - right, height - 8, plot.x, 'end'),
    text(left - 8, top - 4, plot.y, 'end'),
    `<polyline fill="none" stroke="#2f7bd9" stroke-width="2" points="${plot.points.map(([x, y]) => `${px(x)},${py(y)}`).join(' ')}"/>`,
    ...plot.points.map(([x, y]) => `<circle cx="${px(x)}" cy="${py(y)}" r="3.5" fill="#2f7bd9"/>`),
    '</svg>',
    '',
  ].join('\n')
}

function niceAbove(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 4, 5, 10].find(step => step * unit >= value) ?? 10) * unit
}

function format(value: number): string {
  return String(Number(value.toPrecision(3)))
}
