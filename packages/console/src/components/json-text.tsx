import { memo, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { prettyJson } from '../format/json-object.ts'
import { CopyButton } from './copy-button.tsx'

const SHOWN = 256 * 1024
/** Colours cost an element per value; long texts go without. */
const COLOURED = 20_000
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g

/** JSON to read and copy. Large values open on request, so that a page never freezes over one. */
export function JsonText({ text, label }: { text: string | undefined; label: string }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const pretty = useMemo(() => (text === undefined ? undefined : prettyJson(text)), [text])
  if (pretty === undefined) return <p className="quiet">{t('common.none')}</p>
  if (pretty.length > SHOWN && !isOpen) {
    return (
      <button type="button" className="text-button" onClick={() => setOpen(true)}>
        {t('common.showLarge', { kilobytes: Math.round((text?.length ?? 0) / 1024) })}
      </button>
    )
  }
  return (
    <div className="json">
      <div className="json-copy">
        <CopyButton text={pretty} label={t('common.copyNamed', { name: label })} />
      </div>
      {/* A long value scrolls, and what scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a value is no set of form fields. */}
      <pre tabIndex={0} role="group" aria-label={label}>
        {pretty.length > COLOURED ? pretty : <Coloured json={pretty} />}
      </pre>
    </div>
  )
}

const Coloured = memo(function Coloured({ json }: { json: string }) {
  const parts: React.ReactNode[] = []
  let at = 0
  for (const match of json.matchAll(TOKEN)) {
    if (match.index > at) parts.push(json.slice(at, match.index))
    const [whole, string, colon] = match
    if (string !== undefined) {
      parts.push(
        <span key={match.index} className={colon ? 'json-key' : 'json-string'}>
          {string}
        </span>,
        colon ?? '',
      )
    } else {
      parts.push(
        <span key={match.index} className="json-scalar">
          {whole}
        </span>,
      )
    }
    at = match.index + whole.length
  }
  parts.push(json.slice(at))
  return parts
})
