/** Log lines, errors and data come from anybody's code: what could steer the terminal is shown as text. */
export function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, found => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
