/** A reporter of vitest: says at the end which tests passed only at their second try, so that none hides behind it. */
export class SecondTries {
  #names = []

  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`)
  }

  onTestRunEnd() {
    if (this.#names.length > 0) console.log(`\nPassed at the second try only: ${this.#names.length}\n${this.#names.join('\n')}`)
  }
}
