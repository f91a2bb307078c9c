const KEPT = 8
const key = (machineArn: string) => `pasos.inputs.${machineArn}`

/** Inputs a state machine was last started with from this browser, newest first. */
export function recentInputs(machineArn: string): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key(machineArn)) ?? '[]')
    return Array.isArray(list) ? list.filter(each => typeof each === 'string') : []
  } catch {
    return []
  }
}

export function rememberInput(machineArn: string, input: string): void {
  try {
    const list = [input, ...recentInputs(machineArn).filter(each => each !== input)].slice(0, KEPT)
    localStorage.setItem(key(machineArn), JSON.stringify(list))
  } catch {
    // Full or forbidden storage costs the list, not the start.
  }
}
