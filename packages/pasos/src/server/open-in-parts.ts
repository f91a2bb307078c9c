/**
 * Opens something part after part; each adds how to close it, and they are closed in the opposite order: by `close`, or when a later part
 * can't be opened.
 */
export async function openInParts<T>(assemble: (parts: Array<() => unknown>, close: () => Promise<void>) => Promise<T>): Promise<T> {
  const parts: Array<() => unknown> = []
  const close = async (): Promise<void> => {
    for (const part of parts.splice(0).reverse()) await part()
  }
  try {
    return await assemble(parts, close)
  } catch (error) {
    await close()
    throw error
  }
}
