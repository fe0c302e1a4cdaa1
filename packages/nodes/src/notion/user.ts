/** The people and integrations of a workspace. */
import * as m from '@millrace/sdk'
import { unavailable } from './parts.ts'

export const getUser = m.operation({
  name: 'Get',
  input: { userId: m.text('User ID', { required: true }) },
  unavailable,
})

export const listUsers = m.operation({ name: 'Get many', input: m.paging(), unavailable })
