import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listRoles } from '../api/iam.ts'
import { useTitle } from '../app/use-title.ts'
import { lazyPart } from '../components/lazy-part.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Waiting } from '../components/waiting.tsx'
import { findJsonFault } from '../format/json-fault.ts'
import { StateTrial } from './state-trial.tsx'
import { valueAtPath } from './value-at-path.ts'

const JsonEditor = lazyPart(
  () => import('../editor/json-editor.tsx'),
  () => <Waiting />,
)

const BEGINNING = `{
  "Type": "Pass",
  "QueryLanguage": "JSONata",
  "Output": { "doubled": "{% $states.input.number * 2 %}" },
  "End": true
}
`

const EXAMPLE = '{ "number": 21 }'

/** Any state, written or pasted here, tried alone. */
export default function TestStatePage() {
  const { t } = useTranslation('studio')
  const { t: words } = useTranslation()
  useTitle(t('test.page'))
  const [text, setText] = useState(BEGINNING)
  const [role, setRole] = useState('')
  const roles = useQuery({ queryKey: ['roles'], queryFn: listRoles })
  const fault = findJsonFault(text)
  const type = String(valueAtPath(text, ['Type']) ?? '')
  return (
    <>
      <PageHead title={t('test.page')} description={t('test.lead')} />
      <div className="side-by-side">
        <section className="card">
          <h2>{t('test.state')}</h2>
          <div className="trial-editor">
            <JsonEditor value={text} onChange={setText} label={t('test.state')} fault={fault} />
          </div>
          {fault && (
            <p className="ink-failed" role="status">
              {words(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })}
            </p>
          )}
          <label className="field">
            <span>{t('settings.role')}</span>
            <select className="plain-select" value={role} onChange={event => setRole(event.target.value)}>
              <option value="">{t('test.noRoleChosen')}</option>
              {roles.data?.map(({ arn, name }) => (
                <option key={arn} value={arn}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </section>
        <section className="card">
          <StateTrial definition={text} name={type || t('test.state')} type={type} roleArn={role} example={EXAMPLE} />
        </section>
      </div>
    </>
  )
}
