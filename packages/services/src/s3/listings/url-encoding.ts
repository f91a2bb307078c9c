/** How a listing writes keys: as they are, or as parts of addresses, which may hold characters that XML can't. */
export function encoder(type: string | undefined): (text: string) => string {
  if (type !== 'url') return text => text
  return text =>
    encodeURIComponent(text)
      .replaceAll('%2F', '/')
      .replace(/[!'()]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+')
}
