/** The adapter of Code nodes, for Python. */
import adapter from './code.adapter.mjs'

export default (about) => adapter(about, 'python')
