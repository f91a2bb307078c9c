/** A row of a history as it is given to a pack. */
export interface RowToPack {
  first_id: number
  last_id: number
  next_frame: number
  sum: number
  /** JSON array of events, without line breaks. */
  events: string
}

/** Rows of one execution in one text, with what is known of the last of them. */
export interface PackText {
  firstId: number
  lastId: number
  nextFrame: number
  sum: number
  text: string
}

/** A row as it stands in a pack. */
export interface PackedChunk {
  firstId: number
  lastId: number
  events: string
}

/** As much text in one pack as is worked through at a time; longer histories have several, so that a page of one never reads the whole. */
export const mostCharactersOfPack = 1024 * 1024

/** Puts rows of one execution, in their order, into packs. A pack is lines: the id of a row's last event, a space, its events. */
export function* packTexts(rows: Iterable<RowToPack>): Generator<PackText> {
  let lines: string[] = []
  let characters = 0
  let firstId = 0
  let last: RowToPack | undefined
  const closed = ({ last_id: lastId, next_frame: nextFrame, sum }: RowToPack): PackText => {
    const text = lines.join('\n')
    lines = []
    characters = 0
    return { firstId, lastId, nextFrame, sum, text }
  }
  for (const row of rows) {
    if (lines.length === 0) firstId = row.first_id
    lines.push(`${row.last_id} ${row.events}`)
    characters += row.events.length
    last = row
    if (characters >= mostCharactersOfPack) yield closed(row)
  }
  if (last !== undefined && lines.length > 0) yield closed(last)
}

/** The rows of a pack's text that begins with an event. */
export function chunksOfPack(firstId: number, text: string): PackedChunk[] {
  const chunks: PackedChunk[] = []
  let first = firstId
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ')
    const lastId = Number(line.slice(0, space))
    chunks.push({ firstId: first, lastId, events: line.slice(space + 1) })
    first = lastId + 1
  }
  return chunks
}
