import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

const SHOWN_MS = 2_000

/** Copies a text, and says for a moment whether that worked. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<'copied' | 'notCopied'>()
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('notCopied'),
    )
  return (
    <span className="copy">
      <button type="button" className="copy-button" aria-label={label} title={label} onClick={copy}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
          {outcome === 'copied' ? <path d="m3 8.500 3.200 3.200L13 4.800" /> : <path d="M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3" />}
        </svg>
      </button>
      <span className={outcome ? 'copy-said' : 'for-readers'} role="status">
        {outcome ? t(`common.${outcome}`) : ''}
      </span>
    </span>
  )
}
