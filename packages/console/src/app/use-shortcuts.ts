import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { preferences } from './preferences.ts'

const PLACES: Record<string, string> = {
  h: '/',
  e: '/executions',
  w: '/waiting',
  s: '/state-machines',
  f: '/functions',
  v: '/services',
  l: '/logs',
}
const SEQUENCE_MS = 1_200

/**
 * The console's keys. Rows and items take part by attributes, so that no page needs a handler of its own: `data-search` marks the
 * search field, `data-row` what `j` and `k` step through (its first link or button opens with Enter), `data-key` a button that a key
 * presses. Ctrl/⌘ K opens the palette even while one types.
 */
export function useShortcuts(showHelp: () => void, showPalette: () => void): void {
  const [, go] = useLocation()
  const prefixAt = useRef(0)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
        event.preventDefault()
        return showPalette()
      }
      if (event.ctrlKey || event.metaKey || event.altKey || !preferences().hasLetterKeys || isTyping(event.target)) return
      if (document.querySelector('[role="dialog"]:not([aria-hidden="true"])') && event.key !== '?') return
      const isSecond = Date.now() - prefixAt.current < SEQUENCE_MS
      prefixAt.current = 0
      if (isSecond && PLACES[event.key]) go(PLACES[event.key]!)
      else if (event.key === 'g') prefixAt.current = Date.now()
      else if (event.key === '/') focusSearch()
      else if (event.key === 'j' || event.key === 'k') focusRow(event.key === 'j' ? 1 : -1)
      else if (event.key === '?') showHelp()
      else if (!pressButton(event.key)) return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [go, showHelp, showPalette])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

function focusSearch(): void {
  document.querySelector<HTMLElement>('[data-search] input, input[data-search]')?.focus()
}

function focusRow(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter(row => row.offsetParent !== null)
  const at = rows.findIndex(row => row === document.activeElement || row.contains(document.activeElement))
  const next = rows[at === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

/** Whether there was a button for the key. */
function pressButton(key: string): boolean {
  const marked = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
  const button = marked?.matches('button') ? marked : marked?.querySelector('button')
  button?.click()
  return button !== null && button !== undefined
}
