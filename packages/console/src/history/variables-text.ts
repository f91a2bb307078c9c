/** One JSON object of variables whose values are JSON texts, in which numbers keep their spelling. */
export function variablesText(texts: Readonly<Record<string, string>>): string {
  return `{${Object.entries(texts)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`
}
