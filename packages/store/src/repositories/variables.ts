import type { Variables } from '@millrace/engine'
import type { Principal } from '../principal.ts'

export interface VariableRepository extends Variables {
  list(principal: Principal, project: string): Promise<readonly Variable[]>
  set(principal: Principal, project: string, variable: Variable): Promise<void>
  delete(principal: Principal, project: string, name: string): Promise<void>
}

export interface Variable {
  readonly name: string
  readonly value: string
}
