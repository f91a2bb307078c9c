import type { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'

/** How many execution numbers share a block, as a power of two. */
export const blockBits = 10

/**
 * A block of names: who executions belong to, and for each its place in the block, its owner and the end of its ARN, which is its name (of an
 * Express execution with its UUID). Bytes: checksum of all that follows (4), how many (4), length of the owners' JSON (4), places (2 each), owners
 * (2 each), the JSON, the names in lower case, a line each with a line feed before and behind.
 */
interface Entry {
  place: number
  machine: string
  arn: string
}

interface Owner {
  machine: string
  /** The ARN up to the name. */
  prefix: string
}

const HEADER = 12
const LINE_FEED = 10

function encodeBlock(entries: readonly Entry[]): Buffer {
  const owners: Owner[] = []
  const known = new Map<string, number>()
  const sorted = [...entries].sort((one, other) => one.place - other.place)
  const table = Buffer.alloc(HEADER + 4 * sorted.length)
  let names = '\n'
  for (const [at, { place, machine, arn }] of sorted.entries()) {
    const prefix = arn.split(':', 7).join(':').concat(':')
    const key = `${machine}\n${prefix}`
    const owner = known.get(key) ?? owners.push({ machine, prefix }) - 1
    known.set(key, owner)
    table.writeUInt16LE(place, HEADER + 2 * at)
    table.writeUInt16LE(owner, HEADER + 2 * (sorted.length + at))
    names += `${arn.slice(prefix.length).toLowerCase()}\n`
  }
  const json = Buffer.from(JSON.stringify(owners))
  table.writeUInt32LE(sorted.length, 4)
  table.writeUInt32LE(json.length, 8)
  const block = Buffer.concat([table, json, Buffer.from(names)])
  block.writeUInt32LE(crc32(block.subarray(4)), 0)
  return block
}

/** Lets SQL make blocks: `name_block(place, machine, arn)` over the rows of one. They are gathered as lines, as no ARN has a line feed or a tab. */
export function addNameBlock(database: DatabaseSync): void {
  database.aggregate('name_block', {
    deterministic: true,
    start: '',
    step: (lines: string, place, machine, arn) => `${lines}${place}\t${machine}\t${arn}\n`,
    result: (lines: string) => encodeBlock(lines.split('\n').slice(0, -1).map(entryOf)),
  })
}

function entryOf(line: string): Entry {
  const [place, machine, arn] = line.split('\t') as [string, string, string]
  return { place: Number(place), machine, arn }
}

/** What is looked for: `text`, in lower case, anywhere in an ARN or its name, of these machines. */
export interface WantedName {
  text: string
  machines: ReadonlySet<string>
}

/** Whether an execution is wanted. */
export function isWanted(arn: string, machine: string, { text, machines }: WantedName): boolean {
  return machines.has(machine) && arn.toLowerCase().includes(text)
}

/** Executions in a block that are wanted, told when somebody asks: often it is enough to know whether there are any, and whose. */
export interface Matches {
  /** Of whom there may be some. */
  machines: string[]
  /** Places in the block, highest first. */
  places(): number[]
}

/** What is wanted in a block; undefined when the block is not as it was written. */
export function findInBlock(bytes: Uint8Array, wanted: WantedName): Matches | undefined {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (block.length < HEADER || crc32(block.subarray(4)) !== block.readUInt32LE(0)) return undefined
  const count = block.readUInt32LE(4)
  const [owners, names] = [HEADER + 4 * count, HEADER + 4 * count + block.readUInt32LE(8)]
  const of = (JSON.parse(block.toString('utf8', owners, names)) as Owner[]).map(owner => reachOf(owner, wanted))
  const ownerAt = (entry: number) => of[block.readUInt16LE(HEADER + 2 * (count + entry))]!
  const placesOf = (entries: number[]) => entries.reverse().map(entry => block.readUInt16LE(HEADER + 2 * entry))
  const machines = [...new Set(of.filter(({ isIn }) => isIn).map(({ machine }) => machine))]
  const lines = block.subarray(names)

  if (of.some(({ isIn, isBeyondName }) => isIn && isBeyondName)) {
    const everyLine = () => lines.toString('utf8', 1).split('\n')
    const matches = (line: string, entry: number) => ownerAt(entry).isIn && (ownerAt(entry).prefix + line).includes(wanted.text)
    return { machines, places: () => placesOf(everyLine().flatMap((line, at) => (at < count && matches(line, at) ? [at] : []))) }
  }
  const needle = Buffer.from(wanted.text)
  const first = machines.length === 0 || wanted.text.includes('\n') ? -1 : lines.indexOf(needle)
  if (first === -1) return { machines: [], places: () => [] }
  return { machines, places: () => placesOf(linesWith(lines, needle, first).filter(entry => ownerAt(entry).isIn)) }
}

/** What a text may mean for an owner's executions. */
function reachOf({ machine, prefix }: Owner, { text, machines }: WantedName) {
  const lower = prefix.toLowerCase()
  /** The text reaches into what stands before the name: all of them have it, or it ends within their names. */
  const isBeyondName = lower.includes(text) || [...text.matchAll(/:/g)].some(({ index }) => lower.endsWith(text.slice(0, index + 1)))
  return { machine, prefix: lower, isIn: machines.has(machine), isBeyondName }
}

/** Numbers of the lines that hold a needle, the first of which is known. Lines begin behind the first line feed. */
function linesWith(lines: Buffer, needle: Buffer, first: number): number[] {
  const found: number[] = []
  let line = 0
  let end = lines.indexOf(LINE_FEED, 1)
  for (let at = first; at !== -1; at = lines.indexOf(needle, end)) {
    while (end < at) {
      end = lines.indexOf(LINE_FEED, end + 1)
      line++
    }
    found.push(line)
  }
  return found
}
