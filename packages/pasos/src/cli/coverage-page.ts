import { readFileSync } from 'node:fs'
import { escaped, type Fate, type Marking, pictureOf } from '@pasos/graph/picture'
import { type CoverageReport, METRICS, readSource } from '@pasos/test'
import { message } from './messages.ts'

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#16242a;background:#fff}table{border-collapse:collapse;margin:1rem 0}
td,th{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #c7d2d0}td:first-child,th:first-child{text-align:left}
svg{max-width:100%;height:auto}.unseen{color:#b3261e}`

/** What tests ran of each definition: figures, what they never ran, and the graph with it. One file that needs no other. */
export function coveragePage(reports: readonly CoverageReport[]): string {
  return `<!doctype html>
<html lang="${message('pageLanguage')}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${message('coverageTitle')}</title><style>${STYLE}</style>
<h1>${message('coverageTitle')}</h1>
${reports.map(section).join('\n')}
</html>
`
}

function section(report: CoverageReport): string {
  const figures = METRICS.map(metric => {
    const { covered, total, percent } = report.totals[metric]
    return `<tr><td>${message(`coverage.${metric}`)}</td><td>${covered} / ${total}</td><td>${percent.toFixed(1)} %</td></tr>`
  })
  const unseen = report.items
    .filter(({ hits }) => hits === 0)
    .map(({ state, what, line }) => `<li class="unseen">${escaped(`${report.file}:${line} ${state} ${what}`.trimEnd())}</li>`)
  const picture = pictureOf(definitionIn(report.file), markingOf(report))
  return `<h2>${escaped(report.file)}</h2>
<table>${figures.join('')}</table>
${unseen.length === 0 ? `<p>${message('coverageWhole')}</p>` : `<h3>${message('neverRun')}</h3><ul>${unseen.join('')}</ul>`}
${picture?.svg ?? ''}`
}

/** Of a state everything that stands in it counts, of a way whether it was gone. */
function markingOf({ items }: CoverageReport): Marking {
  return {
    state(name) {
      const own = items.filter(({ state }) => state === name)
      const unseen = own.filter(({ hits }) => hits === 0)
      if (own.length === 0) return undefined
      const fate: Fate = unseen.length === 0 ? 'seen' : unseen.some(({ metric }) => metric === 'states') ? 'unseen' : 'partly'
      return {
        fate,
        note: unseen
          .map(({ what }) => what)
          .filter(Boolean)
          .join('\n'),
      }
    },
    way(from, to) {
      const item = items.find(({ metric, state, what }) => metric === 'transitions' && state === from && what === `→ ${to}`)
      return item && (item.hits > 0 ? 'seen' : 'unseen')
    },
  }
}

/** The text of the definition; of one that stands in its test's file, nothing that could be drawn. */
function definitionIn(file: string): string {
  try {
    return readSource(readFileSync(file, 'utf8'), file).text
  } catch {
    return ''
  }
}
