import { formatLasting } from '../run/duration.ts'
import type { ShownStatus } from '../run/status-icon.tsx'
import type { RunWords } from '../view/state-fate.tsx'
import type { GraphWords } from '../view/words.ts'

/** `wrongRun`: the history or overlay cannot be read, and why. */
type Words = GraphWords & RunWords & { wrongRun: (fault: string) => string }

interface Texts {
  plain: Omit<GraphWords, 'insertAfter' | 'insertBetween' | 'insertFirst' | 'insertRule' | 'typeName'>
  status: Record<ShownStatus, string>
  retries: (count: number) => string
  wrongRun: (fault: string) => string
}

const TEXTS: Record<'en' | 'es', Texts> = {
  en: {
    plain: {
      label: 'Graph of the states. Arrow keys move along the transitions, Enter chooses a state.',
      box: 'state',
      hint: 'Press Enter to choose this state. Arrow keys move along the transitions.',
      none: 'This text has no graph.',
      plain: 'Very many ways: some run at the side, without their words.',
      overview: 'Small map of the graph',
      tools: 'Zoom',
      zoomIn: 'Zoom in',
      zoomOut: 'Zoom out',
      fit: 'Show all',
      search: 'Find a state',
      loose: 'Leads nowhere',
    },
    status: {
      ...{ pending: 'Not reached', running: 'Running', succeeded: 'Succeeded', caught: 'Caught error', failed: 'Failed' },
      ...{ aborted: 'Aborted', timedOut: 'Timed out' },
    },
    retries: count => (count === 1 ? '1 retry' : `${count} retries`),
    wrongRun: fault => `What became of the states cannot be read: ${fault}`,
  },
  es: {
    plain: {
      label: 'Grafo de los estados. Las flechas recorren las transiciones, Intro elige un estado.',
      box: 'estado',
      hint: 'Pulsa Intro para elegir este estado. Las flechas recorren las transiciones.',
      none: 'Este texto no tiene grafo.',
      plain: 'Hay muchísimos caminos: algunos van por el lado, sin su texto.',
      overview: 'Mapa pequeño del grafo',
      tools: 'Zoom',
      zoomIn: 'Acercar',
      zoomOut: 'Alejar',
      fit: 'Ver todo',
      search: 'Buscar un estado',
      loose: 'No lleva a ningún sitio',
    },
    status: {
      ...{ pending: 'Sin alcanzar', running: 'En curso', succeeded: 'Correcto', caught: 'Error capturado', failed: 'Fallido' },
      ...{ aborted: 'Cancelado', timedOut: 'Tiempo agotado' },
    },
    retries: count => (count === 1 ? '1 reintento' : `${count} reintentos`),
    wrongRun: fault => `No se puede leer qué fue de los estados: ${fault}`,
  },
}

/** The element's words in the language asked for: Spanish for `es` and its kin, English for every other. */
export function wordsOf(lang: string): Words {
  const language = /^es\b/i.test(lang) ? 'es' : 'en'
  const { plain, status, retries, wrongRun } = TEXTS[language]
  return {
    ...plain,
    insertAfter: () => '',
    insertBetween: () => '',
    insertFirst: () => '',
    insertRule: () => '',
    // AWS's words for AWS's things, in every language.
    typeName: type => type,
    kept: '',
    status: of => status[of],
    retries,
    wrongRun,
    lasting: (from, until) => (until === undefined ? '' : formatLasting(until - from, language)),
  }
}
