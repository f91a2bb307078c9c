/** What is wrong with an expression. */
export class MathProblem extends Error {}
