import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { describeTable, type Item, scanTable, type Table } from '../../api/dynamodb.ts'
import Button from '../../components/button.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { formatBytes } from '../../format/bytes.ts'
import { FoldedRow } from './folded-row.tsx'
import { plainValue } from './plain-item.ts'
import { ServiceHead } from './service-head.tsx'

/** One table: its key and its items, a page of the scan at a time. */
export default function TablePage({ name }: { name: string }) {
  const table = useQuery({ queryKey: ['table', name], queryFn: () => describeTable(name) })
  return (
    <>
      <ServiceHead kind="tables" name={name} />
      {table.isPending && <Waiting />}
      {table.error && <Problem error={table.error} retry={() => void table.refetch()} />}
      {table.data && (
        <>
          <section className="card">
            <TableFacts table={table.data} />
          </section>
          <Items name={name} keys={table.data.KeySchema.map(key => key.AttributeName)} />
        </>
      )}
    </>
  )
}

function TableFacts({ table }: { table: Table }) {
  const { t, i18n } = useTranslation('services')
  const facts: [string, ReactNode][] = [
    [t('table.key'), table.KeySchema.map(key => `${key.AttributeName} (${key.KeyType})`).join(', ')],
    [t('table.count'), table.ItemCount],
    [t('table.size'), formatBytes(table.TableSizeBytes, i18n.language)],
    [t('table.status'), table.TableStatus],
  ]
  const indexes = table.GlobalSecondaryIndexes?.map(index => index.IndexName).join(', ')
  if (indexes) facts.push([t('table.indexes'), indexes])
  return (
    <dl className="pairs">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="numbers">{value}</dd>
        </div>
      ))}
      <div className="pair-wide">
        <dt>{t('arn')}</dt>
        <dd className="mono">{table.TableArn}</dd>
      </div>
    </dl>
  )
}

function Items({ name, keys }: { name: string; keys: readonly string[] }) {
  const { t } = useTranslation('services')
  const scan = useInfiniteQuery({
    queryKey: ['items', name],
    queryFn: ({ pageParam }) => scanTable(name, pageParam),
    initialPageParam: undefined as Item | undefined,
    getNextPageParam: page => page.next,
  })
  const items = scan.data?.pages.flatMap(page => page.items) ?? []
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('table.items')}</h2>
        <Button iconName="refresh" loading={scan.isRefetching} onClick={() => void scan.refetch()}>
          {t('refresh')}
        </Button>
      </div>
      {scan.error && <Problem error={scan.error} retry={() => void scan.refetch()} />}
      {scan.isPending && <Waiting />}
      {scan.data && items.length === 0 && !scan.hasNextPage && <p className="quiet">{t('table.noItems')}</p>}
      <ul>
        {items.map(item => {
          const plain = plainValue({ M: item }) as Record<string, unknown>
          const key = keys.map(each => `${each} = ${JSON.stringify(plain[each])}`).join(', ')
          return <FoldedRow key={key} head={key} aside={others(plain, keys)} text={JSON.stringify(plain)} label={key} />
        })}
      </ul>
      {scan.hasNextPage && (
        <div className="more">
          <Button loading={scan.isFetchingNextPage} onClick={() => void scan.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** The names of an item's first attributes beyond its key. */
function others(item: Record<string, unknown>, keys: readonly string[]): string {
  return Object.keys(item)
    .filter(name => !keys.includes(name))
    .slice(0, 5)
    .join(', ')
}
