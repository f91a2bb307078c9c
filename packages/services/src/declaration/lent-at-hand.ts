/** What another service lends, for who can't wait: nothing until it is open, which the first question begins. */
export function lentAtHand<Face>(open: () => Promise<Face> | undefined): () => Face | undefined {
  let face: Face | undefined
  let isAsked = false
  return () => {
    if (isAsked) return face
    isAsked = true
    open()?.then(
      opened => {
        face = opened
      },
      () => {
        isAsked = false
      },
    )
    return undefined
  }
}
