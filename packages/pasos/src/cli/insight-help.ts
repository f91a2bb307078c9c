/** Spanish of what the commands that explain and check say of themselves. */
export const INSIGHT_HELP: Readonly<Record<string, string>> = {
  'explain why an execution failed, and what to do': 'explica por qué falló una ejecución, y qué hacer',
  'what it ran; a server knows that itself': 'lo que ejecutó; un servidor ya lo sabe',
  'print it as JSON': 'lo muestra en JSON',
}
