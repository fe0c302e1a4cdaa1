import type { Vault } from '@millrace/engine'

/** What keys derived from the instance's root are for; each has its own label, so none opens another's lock. */
export type KeyPurpose = 'session' | 'resume' | 'webhook' | 'audit' | 'visitor'

export interface InstanceVault extends Vault {
  /** 32 bytes for one purpose; the same after every restart and every rotation of the master key. */
  deriveKey(purpose: KeyPurpose): Uint8Array
  /**
   * Wraps every data key with the first key of the ring, in batches, and then forgets the others. May be stopped at
   * any point and run again; the store stays in use. Answers with the number of credentials wrapped anew. A server does
   * it by itself when it starts with more than one key.
   */
  rotate(): Promise<number>
}
