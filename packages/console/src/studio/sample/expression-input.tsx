import type { Completion } from '@pasos/asl'
import { type KeyboardEvent, useContext, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { KnownDataContext, type Language, previewOf, suggest } from './known-data.ts'

interface Props {
  id: string
  field: string
  language: Language
  text: string
  /** The value that the text stands for, of which the preview is shown. */
  value: unknown
  rows?: number
  isInvalid?: boolean
  onChange: (text: string) => void
  onBlur?: () => void
}

const SHOWN = 8
const LONGEST = 400

/** A text field for paths and expressions: what the data have is offered while somebody types, and below stands what it gives on a sample. */
export function ExpressionInput({ id, field, language, text, value, rows = 1, isInvalid = false, onChange, onBlur }: Props) {
  const { t } = useTranslation('studio')
  const known = useContext(KnownDataContext)
  const list = useId()
  const element = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const [offered, setOffered] = useState<Completion[]>([])
  const [at, setAt] = useState(0)
  const cursor = useRef<number>(undefined)
  // After a completion the cursor stands behind it, not at the end of the text.
  useEffect(() => {
    if (cursor.current === undefined) return
    element.current?.setSelectionRange(cursor.current, cursor.current)
    cursor.current = undefined
  })
  const offer = (typed: string) => {
    setOffered(suggest(known, field, language, typed, element.current?.selectionStart ?? typed.length))
    setAt(0)
  }
  const take = (chosen: Completion) => {
    const end = element.current?.selectionStart ?? text.length
    const next = `${text.slice(0, chosen.from)}${chosen.text}${text.slice(end)}`
    cursor.current = chosen.from + chosen.text.length
    onChange(next)
    setOffered(suggest(known, field, language, next, cursor.current))
    setAt(0)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = offered[at]
    if (event.key === ' ' && event.ctrlKey) offer(text)
    else if (!chosen) return
    else if (event.key === 'ArrowDown') setAt((at + 1) % offered.length)
    else if (event.key === 'ArrowUp') setAt((at + offered.length - 1) % offered.length)
    else if (event.key === 'Enter') take(chosen)
    else if (event.key === 'Escape') setOffered([])
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const shared = {
    ...{ id, ref: element, value: text, spellCheck: false, onKeyDown, role: 'combobox', className: 'field-text mono' },
    ...{ 'aria-describedby': `${id}-help ${id}-preview`, 'aria-invalid': isInvalid, 'aria-autocomplete': 'list' as const },
    ...{ 'aria-expanded': offered.length > 0, 'aria-controls': list, autoComplete: 'off' },
    ...(offered[at] ? { 'aria-activedescendant': `${list}-${at}` } : {}),
    onChange: (event: { target: { value: string } }) => {
      onChange(event.target.value)
      offer(event.target.value)
    },
    onBlur: () => {
      setOffered([])
      onBlur?.()
    },
  }
  const first = Math.max(0, Math.min(at - SHOWN + 2, offered.length - SHOWN))
  return (
    <div className="expression-input">
      {rows === 1 ? <input {...shared} /> : <textarea {...shared} rows={rows} />}
      <div id={list} role="listbox" aria-label={t('sample.offers')} className="expression-offers" hidden={offered.length === 0}>
        {offered.slice(first, first + SHOWN).map((offer, index) => (
          <div
            key={offer.text}
            id={`${list}-${first + index}`}
            role="option"
            tabIndex={-1}
            aria-selected={first + index === at}
            onMouseDown={event => {
              event.preventDefault()
              take(offer)
            }}
          >
            <code>{offer.text.replace(/^\./, '')}</code> <span className="quiet">{offer.detail}</span>
          </div>
        ))}
      </div>
      <PreviewLine id={`${id}-preview`} {...{ field, language, value }} />
    </div>
  )
}

function PreviewLine({ id, field, language, value }: { id: string; field: string; language: Language; value: unknown }) {
  const { t } = useTranslation('studio')
  const known = useContext(KnownDataContext)
  const shown = previewOf(known, field, language, value)
  if (!shown) return null
  const text = 'value' in shown ? JSON.stringify(shown.value) : shown.problem
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text
  return 'value' in shown ? (
    <p id={id} className="expression-preview">
      <span aria-hidden="true">= </span>
      <span className="for-readers">{t('sample.gives')}</span>
      <code>{cut}</code>
    </p>
  ) : (
    <p id={id} className="expression-preview ink-failed" lang="en">
      {cut}
    </p>
  )
}
