import { gunzipSync, gzipSync } from 'node:zlib'
import type { Json, JsonObject } from '@pasos/asl'
import { expect, test } from 'vitest'
import type { ItemRequest } from '../../ports/map-runs.ts'
import { allItems, itemRequest, testObjects } from '../test-objects.ts'
import { s3ItemSource } from './s3-item-source.ts'

/** Five rows in row groups of two: `id` INT64, `name` STRING, `at` TIMESTAMP, `x` a DOUBLE that may be missing; Snappy. */
const parquet = gunzipSync(
  Buffer.from(
    [
      'H4sIAAAAAAAAA42SMWvbQBTH3z2dVdV1aSh+xwk0dIgODx1ix2goJnY6lBJMCZqzGBpohyptcCHdOvQjZPAQSqbMGTvnE2TynCnkA2TQGHQnXXOWXCp0h9D9///3ftzb30375NMmvTogTlAtA',
      'M/bAHjOIgbmIZ+iBlHnNQJAtqX3fyfdeTZpk0STaMCA34z1ea9+PsKyFe+/WhrofXtt2vUTk/LnmU3rkiyE+EiIQWSO83ElQAK9jIAFEf/bzwZ1awK/qzsZrvWfv3A7qAnK/Anx8OA9Pz46mlMAxGOU+PkjUCdGybPZl8MYyr+zefwSqB2jZCcg2uEonKogIh4ShIWHUHDxQeypYJRAL6juWAZQPWFEftEGAKg0oo5',
      '26iLa+07sqbTwYtaXmG05+jNmS83mttQZ07WqKVhT65ZF1NZedlJaJ+rWWI36ZmytPxPHLC5R8OQ3QjhVF1jHTdUF6iDP8mJTDzk2A+doiLclZgPHceXViVN15elq1YDJoBo5x3vKV4h3xFt1ykcJVsS5Jc7HK8TnBfGlJl5ylxh10JLrHrgl5k3Ei9YqMYo3YkctWoZ4KDEbOo5lyyUuq2l9UA20tF9uNd8hNta',
      'F/+iOYWLveLJCfM8EJr8Qek8//fg6O/72/XAeTiMA+4LyAPZ30/4DKsWQrdsEAAA=',
    ].join(''),
    'base64',
  ),
)

const rows = [0, 1, 2, 3, 4].map(n => ({
  ...{ id: n, name: `n${n}`, at: new Date(n * 1_000).toISOString(), x: n === 2 ? null : n / 2 },
}))

/** All items; read on in one process, and with a new one for every page. */
async function itemsOf(contents: Record<string, string | Uint8Array>, request: ItemRequest): Promise<Json[]> {
  const { store } = testObjects(contents, 50)
  const source = s3ItemSource(() => store)
  const { values } = await allItems(() => source, request)
  const again = await allItems(() => s3ItemSource(() => store), { ...request, most: 1 })
  expect(again.values).toEqual(values)
  return values
}

const listing = (config: JsonObject) =>
  itemRequest('', config, { resource: 'arn:aws:states:::s3:listObjectsV2', request: { Bucket: 'b', Prefix: 'd/' } })

test('Parquet: rows are objects, and a page may begin within a row group', async () => {
  expect(await itemsOf({ k: parquet }, itemRequest('k', { InputType: 'PARQUET' }))).toEqual(rows)
})

test('Parquet: each row group is read once, and what is no Parquet file fails', async () => {
  const { store, reads } = testObjects({ k: parquet, no: 'PAR1 and nothing else', text: 'x'.repeat(50) })
  const source = s3ItemSource(() => store)
  await allItems(() => source, itemRequest('k', { InputType: 'PARQUET' }, { most: 1 }))
  const data = reads.filter(read => read !== 'k@0' && Number(read.split('@')[1]) < parquet.length / 2)
  expect(new Set(data).size).toBe(data.length)
  for (const key of ['no', 'text'])
    expect(await source.read(itemRequest(key, { InputType: 'PARQUET' }))).toMatchObject({ error: 'States.ItemReaderFailed' })
})

test('LOAD_AND_FLATTEN reads what the listed objects hold, in the order of their keys', async () => {
  const contents = { 'd/': '', 'd/1.jsonl': '1\n2\n', 'd/2.jsonl': '', 'd/3.jsonl.gz': gzipSync('3\n4'), 'e/4.jsonl': '5' }
  const config = { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' }
  expect(await itemsOf(contents, listing(config))).toEqual([1, 2, 3, 4])
  const { store } = testObjects(contents)
  expect(await s3ItemSource(() => store).read(listing({ ...config, MaxItems: 3 }))).toMatchObject({
    ...{ values: [1, 2, 3], isLast: true, sources: ['S3://b/d/1.jsonl', 'S3://b/d/1.jsonl', 'S3://b/d/3.jsonl.gz'] },
  })
})

test('an S3 inventory gives the lines of the files that its manifest names', async () => {
  const manifest = {
    ...{ sourceBucket: 's', destinationBucket: 'arn:aws:s3:::b', fileFormat: 'CSV', fileSchema: 'Bucket, Key, Size' },
    files: [{ key: 'i/1.csv.gz' }, { key: 'i/2.csv' }],
  }
  const contents = { m: JSON.stringify(manifest), 'i/1.csv.gz': gzipSync('"s","a","1"\n"s","b","2"\n'), 'i/2.csv': '"s","c","3"\n' }
  const lines = ['a', 'b', 'c'].map((Key, index) => ({ Bucket: 's', Key, Size: String(index + 1) }))
  expect(await itemsOf(contents, itemRequest('m', { InputType: 'MANIFEST' }))).toEqual(lines)
  expect(await itemsOf(contents, itemRequest('m', { ManifestType: 'S3_INVENTORY' }))).toEqual(lines)
})

test('a manifest of Athena gives the rows of its files', async () => {
  const contents = { m: 's3://b/1\n"s3://b/2"\n', '1': '1\n2', '2': '3\n', p: 's3://b/k\ns3://b/k', k: parquet }
  expect(await itemsOf(contents, itemRequest('m', { InputType: 'JSONL', ManifestType: 'ATHENA_DATA' }))).toEqual([1, 2, 3])
  expect(await itemsOf(contents, itemRequest('p', { InputType: 'PARQUET', ManifestType: 'ATHENA_DATA' }))).toEqual([...rows, ...rows])
})

test('manifests that nobody can read fail the reader', async () => {
  const { store } = testObjects({ a: 'not an address', b: '{', c: '{"fileFormat":"ORC"}', d: '{"fileFormat":"CSV"}' })
  const source = s3ItemSource(() => store)
  const failed = { error: 'States.ItemReaderFailed', cause: expect.stringContaining("The manifest can't be read") }
  expect(await source.read(itemRequest('a', { InputType: 'CSV', ManifestType: 'ATHENA_DATA' }))).toMatchObject(failed)
  for (const key of ['b', 'c', 'd']) expect(await source.read(itemRequest(key, { InputType: 'MANIFEST' }))).toMatchObject(failed)
})
