/** The bytes are not what the operation's shape says; answered as SerializationException (JSON, CBOR) or MalformedInput (query). */
export class SerializationError extends Error {
  override readonly name = 'SerializationError'
}
