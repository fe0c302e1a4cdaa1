/**
 * Where the master key comes from. A text of keys holds one or more keys, separated by line breaks or commas,
 * each 32 bytes as base64 or hexadecimal; the first is used for what is written, the others still open what
 * was written under them.
 */
export type KeySource =
  | { readonly from: 'file' }
  | { readonly from: 'environment'; readonly text: string }
  | { readonly from: 'passphrase'; readonly passphrase: string }
