import { BaseSequencer } from 'vitest/node'

/**
 * An order of test files for vitest: those that are known to take longest begin first, so that none of them runs on alone when all others have
 * ended. On a new machine vitest knows only how large files are, which says nothing of how long they take.
 */
export function longestFirst(names) {
  const rank = ({ moduleId }) => {
    const at = names.findIndex(name => moduleId.endsWith(name))
    return at < 0 ? names.length : at
  }
  return class LongestFirst extends BaseSequencer {
    async sort(files) {
      return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
    }
  }
}
