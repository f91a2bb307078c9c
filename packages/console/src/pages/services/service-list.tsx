import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useTitle } from '../../app/use-title.ts'
import Button from '../../components/button.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { Problem } from '../../components/problem.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { servicePath } from '../../format/arn.ts'
import { type Kind, type Listed, RESOURCES } from './kinds.ts'
import { Outbox } from './outbox.tsx'

const CreateThing = lazyPart(() => import('./create-thing.tsx'))

/** Everything of one kind, by name. */
export function ServiceList({ kind }: { kind: Kind }) {
  const { t } = useTranslation('services')
  const { t: common } = useTranslation()
  useTitle(t(`kinds.${kind}`))
  const [search, setSearch] = useState('')
  const [isCreating, setCreating] = useState(false)
  const { create } = RESOURCES[kind]
  const things = useQuery({ queryKey: [kind], queryFn: RESOURCES[kind].list, refetchInterval: 10_000 })
  const wanted = search.toLowerCase()
  const shown = things.data?.filter(({ name, about = '' }) => `${name} ${about}`.toLowerCase().includes(wanted)) ?? []
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
      {things.isPending && <Waiting />}
      {things.error && <Problem error={things.error} retry={() => void things.refetch()} />}
      {things.data?.length === 0 && <Empty text={t(`empty.${kind}`)} command={RESOURCES[kind].command} />}
      {things.data && things.data.length > 0 && (
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
              rowKey={({ name }) => name}
              href={({ name }) => servicePath(kind, name)}
              columns={[
                {
                  key: 'name',
                  head: common('machines.name'),
                  cell: ({ name, about }) => (
                    <span className="run-cell">
                      <Link href={servicePath(kind, name)}>{name}</Link>
                      <span className="narrow quiet">{about}</span>
                    </span>
                  ),
                },
                ...(shown.some(({ about }) => about) ? [aboutColumn(t('purpose'))] : []),
              ]}
            />
          )}
        </>
      )}
      {kind === 'topics' && <Outbox />}
      {isCreating && create && <CreateThing kind={kind} creation={create} onClose={() => setCreating(false)} />}
    </>
  )
}

const aboutColumn = (head: string): Column<Listed> => ({ key: 'about', head, isOptional: true, cell: ({ about }) => about })
