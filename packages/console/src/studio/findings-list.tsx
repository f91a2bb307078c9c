import { useTranslation } from 'react-i18next'
import type { Remark } from '../editor/json-editor.tsx'
import type { JsonFault } from '../format/json-fault.ts'

interface Props {
  text: string
  fault: JsonFault | undefined
  findings: readonly Remark[]
  onShow: (range: { from: number; to: number }) => void
}

/** What the check says, line by line, each with the way to its place. */
export function FindingsList({ text, fault, findings, onShow }: Props) {
  const { t } = useTranslation('studio')
  const { t: common } = useTranslation()
  if (fault) {
    return (
      <p className="finding finding-error" role="status">
        {common(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })}
      </p>
    )
  }
  if (findings.length === 0) return <p className="quiet">{t('findings.none')}</p>
  return (
    <ul className="findings" aria-label={t('findings.title')}>
      {findings.map(finding => (
        <li key={`${finding.from}${finding.message}`} className={`finding finding-${finding.severity}`}>
          <button type="button" className="text-button" onClick={() => onShow({ from: finding.from, to: finding.to })}>
            {t('findings.line', { line: text.slice(0, finding.from).split('\n').length })}
          </button>{' '}
          <span lang="en">{finding.message}</span>
          {finding.advice && <p className="quiet">{finding.advice}</p>}
        </li>
      ))}
    </ul>
  )
}
