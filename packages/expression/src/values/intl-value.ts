/** A formatter of `Intl`, reachable through a table of members only. */
export class IntlValue {
  readonly kind: string
  readonly host: object

  constructor(kind: string, host: object) {
    this.kind = kind
    this.host = host
  }

  /** What `String()` gives. */
  get text(): string {
    return this.host instanceof Intl.Locale ? this.host.toString() : `[object Intl.${this.kind}]`
  }
}
