import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { logGroupsQuery } from '../api/page-queries.ts'
import { useTitle } from '../app/use-title.ts'
import { DataTable } from '../components/data-table.tsx'
import { Empty } from '../components/empty.tsx'
import { Moment } from '../components/moment.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { SearchField } from '../components/search-field.tsx'
import { Waiting } from '../components/waiting.tsx'
import { logGroupPath } from '../format/arn.ts'

export default function LogGroups() {
  const { t } = useTranslation()
  useTitle(t('logs.title'))
  const [search, setSearch] = useState('')
  const groups = useQuery({ ...logGroupsQuery, refetchInterval: 10_000 })
  const shown = groups.data?.filter(group => group.logGroupName!.toLowerCase().includes(search.toLowerCase())) ?? []
  return (
    <>
      <PageHead title={t('logs.title')} description={t('logs.description')} />
      {groups.isPending && <Waiting />}
      {groups.error && <Problem error={groups.error} retry={() => void groups.refetch()} />}
      {groups.data?.length === 0 && <Empty text={t('logs.noGroups')} />}
      {groups.data && groups.data.length > 0 && (
        <>
          <div className="toolbar">
            <SearchField value={search} onChange={setSearch} label={t('logs.searchGroups')} />
          </div>
          {shown.length === 0 ? (
            <Empty text={t('common.noMatch', { text: search })} />
          ) : (
            <DataTable
              label={t('logs.title')}
              rows={shown}
              rowKey={group => group.logGroupName!}
              href={group => logGroupPath(group.logGroupName!)}
              columns={[
                {
                  key: 'name',
                  head: t('machines.name'),
                  cell: group => <Link href={logGroupPath(group.logGroupName!)}>{group.logGroupName}</Link>,
                },
                {
                  key: 'created',
                  head: t('machines.created'),
                  isOptional: true,
                  cell: group => group.creationTime && <Moment at={group.creationTime} />,
                },
              ]}
            />
          )}
        </>
      )}
    </>
  )
}
