/** A formatter of `Intl`, reachable through a table of members only. */
export class IntlValue {
  readonly kind: string
  readonly host: object

  constructor(kind: string, host: object) {
    this.kind = kind
    this.host = host
  }
}
