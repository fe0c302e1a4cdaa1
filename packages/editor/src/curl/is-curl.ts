/** Whether a text looks like a curl command. It stands apart, so that the reader is loaded for those that do. */
export function isCurl(text: string): boolean {
  return /^\s*(?:\$\s+)?curl(?:\.exe)?\s/.test(text)
}
