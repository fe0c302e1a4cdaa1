/**
 * The way out for drivers that speak a protocol of their own. They connect to the address they are given, which is one
 * that may be connected to: no name is resolved a second time.
 */
export interface Network {
  /**
   * The address of a host, checked for a port.
   * @throws NodeError where it may not be connected to, has no address, or the credential may not be used with it
   */
  addressOf(target: NetworkTarget): Promise<string>
}

export interface NetworkTarget {
  readonly host: string
  readonly port: number
  /** The type of the node's credential that is used there: it may be bound to hosts. */
  readonly credential?: string
}
