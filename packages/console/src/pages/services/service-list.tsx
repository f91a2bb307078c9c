import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useTitle } from '../../app/use-title.ts'
import Button from '../../components/button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { Problem } from '../../components/problem.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { servicePath } from '../../format/arn.ts'
import { type Kind, RESOURCES } from './kinds.ts'
import { Outbox } from './outbox.tsx'

const CreateThing = lazy(() => import('./create-thing.tsx'))

/** Everything of one kind, by name. */
export function ServiceList({ kind }: { kind: Kind }) {
  const { t } = useTranslation('services')
  const { t: common } = useTranslation()
  useTitle(t(`kinds.${kind}`))
  const [search, setSearch] = useState('')
  const [isCreating, setCreating] = useState(false)
  const { create } = RESOURCES[kind]
  const names = useQuery({ queryKey: [kind], queryFn: RESOURCES[kind].names, refetchInterval: 10_000 })
  const shown = names.data?.filter(name => name.toLowerCase().includes(search.toLowerCase())) ?? []
  return (
    <>
      <PageHead
        title={t(`kinds.${kind}`)}
        description={t(`about.${kind}`)}
        trailLabel={common('shell.trail')}
        trail={[{ text: t('title'), href: '/services' }]}
        actions={
          create && (
            <Button variant="primary" iconName="add-plus" onClick={() => setCreating(true)}>
              {t('create.verb')}
            </Button>
          )
        }
      />
      {names.isPending && <Waiting />}
      {names.error && <Problem error={names.error} retry={() => void names.refetch()} />}
      {names.data?.length === 0 && <Empty text={t(`empty.${kind}`)} command={RESOURCES[kind].command} />}
      {names.data && names.data.length > 0 && (
        <>
          <div className="toolbar">
            <SearchField value={search} onChange={setSearch} label={t('find')} />
          </div>
          {shown.length === 0 ? (
            <Empty text={common('common.noMatch', { text: search })} />
          ) : (
            <DataTable
              label={t(`kinds.${kind}`)}
              rows={shown}
              rowKey={name => name}
              href={name => servicePath(kind, name)}
              columns={[
                {
                  key: 'name',
                  head: common('machines.name'),
                  cell: name => <Link href={servicePath(kind, name)}>{name}</Link>,
                },
              ]}
            />
          )}
        </>
      )}
      {kind === 'topics' && <Outbox />}
      {isCreating && create && (
        <Suspense>
          <CreateThing kind={kind} creation={create} onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  )
}
