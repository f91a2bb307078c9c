import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { functionCode, updateCode } from '../../api/lambda.ts'
import Button from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { readZip, writeZip, type ZipEntry } from '../../format/zip.ts'

const JsonEditor = lazyPart(
  () => import('../../editor/json-editor.tsx'),
  () => <div className="editor" />,
)
/** What is larger is no text that somebody edits here. */
const MOST_BYTES = 512 * 1024
const MOST_FILES = 2_000

/** The files in a function's archive, to be read and changed; what is changed is deployed as a new archive. */
export default function FunctionCode({ name, sha, packageType }: { name: string; sha: string; packageType: string }) {
  const { t } = useTranslation('pages')
  const queries = useQueryClient()
  const [shown, setShown] = useState<string>()
  const [changes, setChanges] = useState<ReadonlyMap<string, string>>(new Map())
  const code = useQuery({ ...archiveOf(name, sha), placeholderData: keepPreviousData, enabled: packageType === 'Zip' })
  const deploy = useMutation({
    mutationFn: async (sent: ReadonlyMap<string, string>) => {
      const files = (code.data ?? []).map(entry => ({ ...entry, bytes: changed(entry, sent) }))
      return updateCode(name, await writeZip(files))
    },
    onSuccess: async ({ CodeSha256 = '' }, sent) => {
      await queries.fetchQuery(archiveOf(name, CodeSha256))
      await queries.invalidateQueries({ queryKey: ['function', name] })
      setChanges(now => new Map([...now].filter(([file, text]) => sent.get(file) !== text)))
    },
  })
  if (packageType !== 'Zip') return <Empty text={t('function.noZip')} />
  if (code.error) return <Problem error={code.error} retry={() => void code.refetch()} />
  if (!code.data) return <Waiting lines={6} />
  const current = code.data.find(entry => entry.name === shown) ?? code.data.find(entry => textOf(entry) !== undefined)
  const text = current && (changes.get(current.name) ?? textOf(current))
  const change = (next: string) => {
    const edited = new Map(changes)
    if (next === textOf(current!)) edited.delete(current!.name)
    else edited.set(current!.name, next)
    setChanges(edited)
  }
  return (
    <section className="card">
      <div className="code-bar">
        <span className="quiet" role="status">
          {changes.size === 0 ? t('function.files', { count: code.data.length }) : t('function.changed', { count: changes.size })}
        </span>
        <span>
          <Button variant="link" disabled={changes.size === 0} onClick={() => setChanges(new Map())}>
            {t('function.undo')}
          </Button>
          <Button variant="primary" disabled={changes.size === 0} loading={deploy.isPending} onClick={() => deploy.mutate(changes)}>
            {t('function.deploy')}
          </Button>
        </span>
      </div>
      {deploy.error && <Problem error={deploy.error} />}
      <div className="code-page">
        <nav className="code-tree" aria-label={t('function.tree')}>
          <ul>
            {code.data.slice(0, MOST_FILES).map(entry => (
              <li key={entry.name}>
                <button
                  type="button"
                  className={changes.has(entry.name) ? 'code-changed' : ''}
                  aria-current={entry === current ? 'true' : undefined}
                  onClick={() => setShown(entry.name)}
                >
                  {entry.name}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        {current && text !== undefined ? (
          <JsonEditor
            key={`${current.name} ${code.dataUpdatedAt}`}
            language={current.name.endsWith('.json') ? 'json' : 'plain'}
            label={current.name}
            value={text}
            onChange={change}
          />
        ) : (
          <Empty text={t('function.notText')} />
        )}
      </div>
    </section>
  )
}

/** What is in the archive of this fingerprint. */
const archiveOf = (name: string, sha: string) =>
  queryOptions({
    queryKey: ['code', name, sha],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await readZip(await functionCode(name))).sort((a, b) => (a.name < b.name ? -1 : 1)),
  })

function changed(entry: ZipEntry, changes: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  const text = changes.get(entry.name)
  return text === undefined ? entry.bytes : new TextEncoder().encode(text)
}

const texts = new WeakMap<ZipEntry, string | null>()

/** What a file says, unless it is large or no text. */
function textOf(entry: ZipEntry): string | undefined {
  const known = texts.get(entry)
  if (known !== undefined) return known ?? undefined
  let text: string | null = null
  try {
    if (entry.bytes.length <= MOST_BYTES) text = new TextDecoder('utf-8', { fatal: true }).decode(entry.bytes)
  } catch {
    // Bytes that are no UTF-8 are no text.
  }
  texts.set(entry, text)
  return text ?? undefined
}
