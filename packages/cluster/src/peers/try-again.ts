/** What was asked for is another node's by now, or nobody's yet: nothing has happened, and whoever has it is to be asked. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain'
}

/** The call broke off: whether anything has happened is not known. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff'
}
