/** The view's own words, in the reader's language. */
export interface GraphWords {
  label: string
  /** What a box is called to screen readers, in place of React Flow's English "node". */
  box: string
  hint: string
  none: string
  /** Of a graph that is too large or too tangled to be laid out finely. */
  plain: string
  overview: string
  tools: string
  zoomIn: string
  zoomOut: string
  fit: string
  search: string
  /** A state that neither ends nor goes on. */
  loose: string
  /** Of a place where a state can be put in: after which state, between it and another of those it leads to, or at the beginning. */
  insertAfter: (state: string) => string
  insertBetween: (state: string, next: string) => string
  /** Of a container, and where it has several branches of which, from 1; without it of the whole machine. */
  insertFirst: (container?: string, branch?: number) => string
  /** Of the place where a Choice gets another rule. */
  insertRule: (choice: string) => string
  typeName: (type: string) => string
}
