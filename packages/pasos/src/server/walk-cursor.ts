import { AskedWrongly } from './asked-wrongly.ts'
import type { WalkPlace } from './newest-first.ts'

/** As the cursor of a page: short enough for an address, however many state machines there are. */
export function cursorOf({ before, remembered }: WalkPlace): string {
  const number = before === undefined ? '' : String(before)
  return remembered ? `${number}~${remembered.startDate}~${remembered.executionArn}` : number
}

/** Where a page goes on; nothing for the first. Throws `AskedWrongly` for what is no cursor. */
export function placeAt(cursor: string | null): WalkPlace | undefined {
  if (cursor === null || cursor === '') return undefined
  const [, before, startDate, executionArn] = /^(\d*)(?:~(\d+)~(.*))?$/.exec(cursor) ?? []
  const numbers = [before, startDate].flatMap(each => (each ? [Number(each)] : []))
  if (numbers.length === 0 || !numbers.every(Number.isSafeInteger)) throw new AskedWrongly('cursor', cursor, 'the cursor of another page')
  return {
    ...(before ? { before: Number(before) } : {}),
    ...(startDate ? { remembered: { startDate: Number(startDate), executionArn: executionArn! } } : {}),
  }
}
