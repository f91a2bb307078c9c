/**
 * Ends a process at once with all that it started, where the system has groups of processes; elsewhere (Windows) the process alone, whose
 * children notice that their pipes are closed.
 */
export function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}
