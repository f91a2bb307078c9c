import { s3Error } from '../errors.ts'

/** The bytes that a Range header asks for; nothing when it is to be ignored. @throws InvalidRange when none of them are there */
export function byteRange(header: string | undefined, size: number): { from: number; before: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const from = Math.max(0, size - Number(last))
    if (Number(last) === 0 || size === 0) throw invalidRange(header!, size)
    return { from, before: size }
  }
  if (last !== '' && Number(last) < Number(first)) return undefined
  if (Number(first) >= size) throw invalidRange(header!, size)
  return { from: Number(first), before: last === '' ? size : Math.min(size, Number(last) + 1) }
}

function invalidRange(RangeRequested: string, ActualObjectSize: number): Error {
  return s3Error('InvalidRange', 'The requested range is not satisfiable', 416, { RangeRequested, ActualObjectSize })
}
