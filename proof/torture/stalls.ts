/** Notes when this machine stood still: no server can be punctual then. Looks every 50 ms; more than 200 ms late counts. */
export function stalls(): { stop(): { from: number; to: number }[] } {
  const found: { from: number; to: number }[] = []
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    if (now - last > 250) found.push({ from: last, to: now })
    last = now
  }, 50)
  timer.unref()
  return {
    stop() {
      clearInterval(timer)
      return found
    },
  }
}
