import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'
import { getObject, listObjects, putObject, type StoredObject } from '../../api/s3.ts'
import Button from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { servicePath } from '../../format/arn.ts'
import { formatBytes } from '../../format/bytes.ts'
import { ServiceHead } from './service-head.tsx'

/** One bucket, folder by folder; objects come and go as files. */
export default function BucketPage({ name }: { name: string }) {
  const { t } = useTranslation('services')
  const [address] = useSearchParams()
  const prefix = address.get('prefix') ?? ''
  const listing = useInfiniteQuery({
    queryKey: ['objects', name, prefix],
    queryFn: ({ pageParam }) => listObjects(name, prefix, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
  })
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) await putObject(name, `${prefix}${file.name}`, file)
    },
    onSettled: () => listing.refetch(),
  })
  const download = useMutation({ mutationFn: async (key: string) => saveFile(key, await getObject(name, key)) })
  const folders = listing.data?.pages.flatMap(page => page.folders) ?? []
  const objects = listing.data?.pages.flatMap(page => page.objects) ?? []
  const failed = listing.error ?? upload.error ?? download.error
  return (
    <>
      <ServiceHead
        kind="buckets"
        name={name}
        actions={
          <label className="file-button">
            {upload.isPending ? t('bucket.uploading') : t('bucket.upload')}
            <input
              type="file"
              multiple
              disabled={upload.isPending}
              onChange={event => {
                upload.mutate([...(event.target.files ?? [])])
                event.target.value = ''
              }}
            />
          </label>
        }
      />
      {failed && <Problem error={failed} retry={listing.error ? () => void listing.refetch() : undefined} />}
      <Crumbs bucket={name} prefix={prefix} />
      {listing.isPending && <Waiting />}
      {listing.data && folders.length + objects.length === 0 && <Empty text={t('bucket.noObjects')} />}
      {folders.length + objects.length > 0 && (
        <ObjectTable bucket={name} prefix={prefix} folders={folders} objects={objects} onDownload={key => download.mutate(key)} />
      )}
      {listing.hasNextPage && (
        <div className="more">
          <Button loading={listing.isFetchingNextPage} onClick={() => void listing.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </>
  )
}

const folderPath = (bucket: string, prefix: string) =>
  `${servicePath('buckets', bucket)}${prefix ? `?prefix=${encodeURIComponent(prefix)}` : ''}`

function Crumbs({ bucket, prefix }: { bucket: string; prefix: string }) {
  const { t } = useTranslation('services')
  const parts = prefix.split('/').slice(0, -1)
  return (
    <nav className="toolbar crumbs" aria-label={t('bucket.path')}>
      <Link href={folderPath(bucket, '')}>{bucket}</Link>
      {parts.map((part, index) => {
        const path = `${parts.slice(0, index + 1).join('/')}/`
        return (
          <span key={path}>
            {' / '}
            <Link href={folderPath(bucket, path)}>{part}</Link>
          </span>
        )
      })}
    </nav>
  )
}

interface ObjectTableProps {
  bucket: string
  prefix: string
  folders: readonly string[]
  objects: readonly StoredObject[]
  onDownload: (key: string) => void
}

function ObjectTable({ bucket, prefix, folders, objects, onDownload }: ObjectTableProps) {
  const { t, i18n } = useTranslation('services')
  return (
    <div className="table-frame">
      <table className="table" aria-label={bucket}>
        <thead>
          <tr>
            <th scope="col">{t('bucket.name')}</th>
            <th scope="col" className="numeric">
              {t('bucket.size')}
            </th>
            <th scope="col" className="optional">
              {t('bucket.modified')}
            </th>
          </tr>
        </thead>
        <tbody>
          {folders.map(folder => (
            <tr key={folder}>
              <td colSpan={3}>
                <Link href={folderPath(bucket, folder)} data-row>
                  {folder.slice(prefix.length)}
                </Link>
              </td>
            </tr>
          ))}
          {objects.map(object => (
            <tr key={object.key}>
              <td>
                <button
                  type="button"
                  className="text-button"
                  data-row
                  aria-label={t('bucket.downloadNamed', { name: object.key.slice(prefix.length) })}
                  title={t('bucket.download')}
                  onClick={() => onDownload(object.key)}
                >
                  {object.key.slice(prefix.length) || object.key}
                </button>
              </td>
              <td className="numeric">{formatBytes(object.size, i18n.language)}</td>
              <td className="optional">
                <Moment at={object.modified} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Hands a file to the browser. The address lives on for a while, for the browser reads it later. */
function saveFile(key: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = key.split('/').at(-1) || 'object'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
