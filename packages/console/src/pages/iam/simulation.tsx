import { concerns, policyAllowing, type Statement, statementsIn } from '@pasos/asl'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'
import { judge, listRoles, listUsers, type PolicyOf, policiesOf, putInlinePolicy } from '../../api/iam.ts'
import Button from '../../components/button.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { Problem } from '../../components/problem.tsx'
import { principalPath } from './principal-path.ts'

/** “Why denied?”: what the policies of a role or user say to a call, which of them says it, and what would have to be added. */
export function Simulation() {
  const { t } = useTranslation('pages')
  const [address, setAddress] = useSearchParams()
  const asked = { principal: address.get('principal') ?? '', action: address.get('action') ?? '', resource: address.get('resource') ?? '*' }
  const roles = useQuery({ queryKey: ['roles'], queryFn: listRoles })
  const users = useQuery({ queryKey: ['users'], queryFn: listUsers })
  const [form, setForm] = useState(asked)
  const principal = form.principal || roles.data?.[0]?.arn || ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAddress({ tab: 'simulate', principal, action: form.action.trim(), resource: form.resource.trim() || '*' })
  }
  const error = roles.error ?? users.error
  return (
    <>
      <form className="card form-card" onSubmit={submit}>
        <p className="quiet">{t('iam.simulateLead')}</p>
        {error && <Problem error={error} />}
        <label className="field">
          <span>{t('iam.who')}</span>
          <select className="plain-select" value={principal} onChange={event => setForm({ ...form, principal: event.target.value })}>
            {asked.principal !== '' && ![...(roles.data ?? []), ...(users.data ?? [])].some(each => each.arn === asked.principal) && (
              <option value={asked.principal}>{asked.principal}</option>
            )}
            {[...(roles.data ?? []), ...(users.data ?? [])].map(each => (
              <option key={each.arn} value={each.arn}>
                {each.arn.includes(':user/') ? t('iam.user') : t('iam.role')} {each.name}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t('iam.action')}</span>
          <input
            className="field-text mono"
            required
            value={form.action}
            placeholder="lambda:InvokeFunction"
            onChange={event => setForm({ ...form, action: event.target.value })}
          />
        </label>
        <label className="field">
          <span>{t('iam.resource')}</span>
          <input
            className="field-text mono"
            value={form.resource}
            placeholder="*"
            onChange={event => setForm({ ...form, resource: event.target.value })}
          />
        </label>
        <div>
          <Button variant="primary" formAction="submit">
            {t('iam.ask')}
          </Button>
        </div>
      </form>
      {asked.principal !== '' && asked.action !== '' && <Verdict key={JSON.stringify(asked)} {...asked} />}
    </>
  )
}

function Verdict({ principal, action, resource }: { principal: string; action: string; resource: string }) {
  const { t } = useTranslation('pages')
  const queries = useQueryClient()
  const kind = principal.includes(':user/') ? 'User' : 'Role'
  const name = principal.split('/').at(-1) ?? ''
  const asked = useQuery({
    queryKey: ['judge', principal, action, resource],
    queryFn: async () => {
      const [judgement, policies] = await Promise.all([judge(principal, action, resource), policiesOf(kind, name)])
      return { ...judgement, statements: deciding(policies, action, resource, judgement.decision === 'explicitDeny' ? 'Deny' : 'Allow') }
    },
  })
  const allow = useMutation({
    mutationFn: () => putInlinePolicy(kind, name, `Allow-${action.replace(/[^\w+=,.@-]/g, '-')}`, policyAllowing(action, resource)),
    onSuccess: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['judge'] }), queries.invalidateQueries({ queryKey: ['policiesOf'] })]),
  })
  if (asked.error) return <Problem error={asked.error} retry={() => void asked.refetch()} />
  if (!asked.data) return null
  const { decision, isWithinBoundary, statements } = asked.data
  return (
    <section className="card judgement" role="status">
      <h2 className={`status status-${decision === 'allowed' ? 'succeeded' : 'failed'}`}>
        <span aria-hidden="true">{decision === 'allowed' ? '✓' : '✕'}</span> {t(`iam.${decision}`)}
      </h2>
      <p>{t(`iam.${decision}Why`, { action, resource })}</p>
      {isWithinBoundary === false && <p className="ink-failed">{t('iam.boundary')}</p>}
      {statements.map(({ policy, statement }) => (
        <div key={`${policy.name}${JSON.stringify(statement)}`}>
          <h3>{t('iam.statementOf', { name: policy.name })}</h3>
          <JsonText text={JSON.stringify(statement)} label={policy.name} />
        </div>
      ))}
      {decision === 'implicitDeny' && (
        <>
          <h3>{t('iam.missing')}</h3>
          <JsonText text={policyAllowing(action, resource)} label={t('iam.missing')} />
          {allow.error && <Problem error={allow.error} />}
          <div>
            <Button iconName="add-plus" loading={allow.isPending} onClick={() => allow.mutate()}>
              {t('iam.allowIt', { name })}
            </Button>
          </div>
        </>
      )}
      <p>
        <Link href={principalPath(kind, name)}>{t('iam.allPolicies', { name })}</Link>
      </p>
    </section>
  )
}

/** The statements that speak of the call with that effect; conditions are the evaluator's to judge. */
function deciding(
  policies: readonly PolicyOf[],
  action: string,
  resource: string,
  effect: string,
): { policy: PolicyOf; statement: Statement }[] {
  return policies.flatMap(policy =>
    statementsIn(policy.document)
      .filter(statement => statement.Effect === effect && concerns(statement, action, resource))
      .map(statement => ({ policy, statement })),
  )
}
