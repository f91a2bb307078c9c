import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { functionsQuery } from '../api/page-queries.ts'
import { useTitle } from '../app/use-title.ts'
import { DataTable } from '../components/data-table.tsx'
import { Empty } from '../components/empty.tsx'
import { Moment } from '../components/moment.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { SearchField } from '../components/search-field.tsx'
import { Waiting } from '../components/waiting.tsx'
import { functionPath } from '../format/arn.ts'

export default function Functions() {
  const { t } = useTranslation()
  useTitle(t('functions.title'))
  const [search, setSearch] = useState('')
  const functions = useQuery({ ...functionsQuery, refetchInterval: 10_000 })
  const shown = functions.data?.filter(each => each.FunctionName!.toLowerCase().includes(search.toLowerCase())) ?? []
  return (
    <>
      <PageHead title={t('functions.title')} description={t('functions.description')} />
      {functions.isPending && <Waiting />}
      {functions.error && <Problem error={functions.error} retry={() => void functions.refetch()} />}
      {functions.data?.length === 0 && <Empty text={t('functions.empty')} command="aws lambda create-function …" />}
      {functions.data && functions.data.length > 0 && (
        <>
          <div className="toolbar">
            <SearchField value={search} onChange={setSearch} label={t('functions.search')} />
            <span className="quiet" role="status">
              {t('functions.count', { count: shown.length })}
            </span>
          </div>
          {shown.length === 0 ? (
            <Empty text={t('common.noMatch', { text: search })} />
          ) : (
            <DataTable
              label={t('functions.title')}
              rows={shown}
              rowKey={each => each.FunctionArn!}
              href={each => functionPath(each.FunctionName!)}
              columns={[
                {
                  key: 'name',
                  head: t('machines.name'),
                  cell: each => <Link href={functionPath(each.FunctionName!)}>{each.FunctionName}</Link>,
                },
                { key: 'runtime', head: t('functions.runtime'), cell: each => each.Runtime },
                { key: 'handler', head: t('functions.handler'), isOptional: true, cell: each => <code>{each.Handler}</code> },
                { key: 'memory', head: t('functions.memory'), isNumeric: true, isOptional: true, cell: each => `${each.MemorySize} MB` },
                { key: 'timeout', head: t('functions.timeout'), isNumeric: true, isOptional: true, cell: each => `${each.Timeout} s` },
                {
                  key: 'modified',
                  head: t('functions.modified'),
                  isOptional: true,
                  cell: each => each.LastModified && <Moment at={new Date(each.LastModified)} />,
                },
              ]}
            />
          )}
        </>
      )}
    </>
  )
}
