import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'
import { listPolicies, listRoles, listUsers, policyDocument } from '../api/iam.ts'
import { useTitle } from '../app/use-title.ts'
import Button from '../components/button.tsx'
import { DataTable } from '../components/data-table.tsx'
import { Empty } from '../components/empty.tsx'
import { JsonText } from '../components/json-text.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { SearchField } from '../components/search-field.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Waiting } from '../components/waiting.tsx'
import { CreatePrincipal, type NewIdentity } from './iam/create-principal.tsx'
import './iam/iam.css'
import { principalPath } from './iam/principal-path.ts'
import { Providers } from './iam/providers.tsx'
import { Simulation } from './iam/simulation.tsx'

const TABS = ['roles', 'users', 'policies', 'providers', 'simulate'] as const
/** What each tab can have more of. */
const CREATED: Partial<Record<(typeof TABS)[number], NewIdentity>> = { roles: 'Role', users: 'User', policies: 'Policy' }

/** Who may do what on this server, and why somebody may not. */
export default function Iam() {
  const { t } = useTranslation('pages')
  useTitle(t('iam.title'))
  const [address, setAddress] = useSearchParams()
  const tab = TABS.find(each => each === address.get('tab')) ?? 'roles'
  const [isCreating, setCreating] = useState(false)
  const created = CREATED[tab]
  return (
    <>
      <PageHead
        title={t('iam.title')}
        description={t('iam.description')}
        actions={
          created && (
            <Button variant="primary" iconName="add-plus" onClick={() => setCreating(true)}>
              {t(`iam.create${created}`)}
            </Button>
          )
        }
      />
      <Tabs
        label={t('iam.title')}
        idPrefix="iam"
        tabs={TABS.map(id => ({ id, text: t(`iam.${id}`) }))}
        current={tab}
        onChange={next => setAddress({ tab: next }, { replace: true })}
      />
      <div id="iam-panel" role="tabpanel" aria-labelledby={`iam-${tab}`}>
        {tab === 'roles' && <Principals kind="Role" />}
        {tab === 'users' && <Principals kind="User" />}
        {tab === 'policies' && <Policies />}
        {tab === 'providers' && <Providers />}
        {tab === 'simulate' && <Simulation />}
      </div>
      {isCreating && created && <CreatePrincipal kind={created} onClose={() => setCreating(false)} />}
    </>
  )
}

function Principals({ kind }: { kind: 'Role' | 'User' }) {
  const { t } = useTranslation('pages')
  const { t: words } = useTranslation()
  const [search, setSearch] = useState('')
  const found = useQuery({ queryKey: [kind === 'Role' ? 'roles' : 'users'], queryFn: kind === 'Role' ? listRoles : listUsers })
  const shown = found.data?.filter(each => each.name.toLowerCase().includes(search.toLowerCase())) ?? []
  const title = t(kind === 'Role' ? 'iam.roles' : 'iam.users')
  if (found.error) return <Problem error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Waiting />
  if (found.data.length === 0)
    return <Empty text={t(kind === 'Role' ? 'iam.noRole' : 'iam.noUser')} command={`aws iam create-${kind.toLowerCase()} …`} />
  return (
    <>
      <div className="toolbar">
        <SearchField value={search} onChange={setSearch} label={t('iam.search')} />
      </div>
      {shown.length === 0 ? (
        <Empty text={words('common.noMatch', { text: search })} />
      ) : (
        <DataTable
          label={title}
          rows={shown}
          rowKey={each => each.arn}
          href={each => principalPath(kind, each.name)}
          columns={[
            { key: 'name', head: words('machines.name'), cell: each => <Link href={principalPath(kind, each.name)}>{each.name}</Link> },
            { key: 'arn', head: 'ARN', isOptional: true, cell: each => <span className="mono quiet">{each.arn}</span> },
          ]}
        />
      )}
    </>
  )
}

function Policies() {
  const { t } = useTranslation('pages')
  const policies = useQuery({ queryKey: ['policies'], queryFn: listPolicies })
  if (policies.error) return <Problem error={policies.error} retry={() => void policies.refetch()} />
  if (!policies.data) return <Waiting />
  if (policies.data.length === 0) return <Empty text={t('iam.noManaged')} command="aws iam create-policy …" />
  return (
    <section className="card policies">
      {policies.data.map(policy => (
        <ManagedPolicy key={policy.arn} {...policy} />
      ))}
    </section>
  )
}

function ManagedPolicy({ name, arn, attachments }: { name: string; arn: string; attachments: number }) {
  const { t } = useTranslation('pages')
  const [isOpen, setOpen] = useState(false)
  const document = useQuery({ queryKey: ['policy', arn], queryFn: () => policyDocument(arn), enabled: isOpen })
  return (
    <details className="policy" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{name}</strong> <span className="quiet">{t('iam.attached', { count: attachments })}</span>
      </summary>
      <p className="mono quiet">{arn}</p>
      {document.error && <Problem error={document.error} />}
      {document.data && <JsonText text={document.data} label={name} />}
    </details>
  )
}
