import type { DataStore, DataWrite } from '@pasos/engine'

/** How far a mapping has read its stream, on disk: what is before it was handled or given up. */
export interface StreamCursor {
  /** Where to read on, as the stream's reader has it. */
  from: string
  /** How often the batch at this place has failed. */
  retries: number
  /** Records of the next batch, while a failed one is searched for the record that spoils it. */
  size?: number
}

const space = 'lambda.stream-cursor'

export function cursorWrite(uuid: string, cursor: StreamCursor | undefined): DataWrite {
  return { space, key: uuid, value: cursor && JSON.stringify(cursor) }
}

/** From the beginning where nothing is known. */
export async function readCursor(data: DataStore, uuid: string): Promise<StreamCursor> {
  const text = await data.get(space, uuid)
  return text === undefined ? { from: '', retries: 0 } : (JSON.parse(String(text)) as StreamCursor)
}
