/**
 * A node that has given something away answers what it was asked before, or says at once that another is to be asked; one that was cut off, or has
 * vanished, says nothing any more.
 */
export const answersAfterMoveMs = 1_000
