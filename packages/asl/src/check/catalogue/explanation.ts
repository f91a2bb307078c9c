/** A finding explained: what is wrong, and what to do about it. `{name}` stands for a parameter of the finding. */
export interface Explanation {
  message: string
  advice: string
}
