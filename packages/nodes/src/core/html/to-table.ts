import type { JsonObject } from '@millrace/sdk'

/** How a table looks; attributes are HTML as the author writes it. */
export interface TableLook {
  readonly capitalize?: boolean | undefined
  /** Without the usual styles. */
  readonly customStyling?: boolean | undefined
  readonly caption?: string | undefined
  readonly tableAttributes?: string | undefined
  readonly headerAttributes?: string | undefined
  readonly rowAttributes?: string | undefined
  readonly cellAttributes?: string | undefined
}

const edge = 'margin:0; padding:7px 20px 7px 0px; border-bottom:1px solid #eee'
const styles = {
  table: "style='border-spacing:0; font-family:helvetica,arial,sans-serif'",
  head: `style='${edge}; text-align:left; color:#888; font-weight:normal'`,
  cell: `style='${edge}'`,
}

/** A table with a column for every field that any row has. Values are HTML: what they hold is markup. */
export function toTable(rows: readonly JsonObject[], look: TableLook): string {
  const { table, head, cell } = look.customStyling ? { table: '', head: '', cell: '' } : styles
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const titles = columns.map((name) => `<th>${look.capitalize ? capitalized(name) : name}</th>`).join('')
  const body = rows.map((row) => {
    const cells = columns.map((name) => `<td ${cell} ${look.cellAttributes ?? ''}>${shown(row, name)}</td>`)
    return `<tr  ${look.rowAttributes ?? ''}>${cells.join('')}</tr>`
  })
  return [
    `<table ${table} ${look.tableAttributes ?? ''}>`,
    look.caption ? `<caption>${look.caption}</caption>` : '',
    `<thead ${head} ${look.headerAttributes ?? ''}><tr>${titles}</tr></thead>`,
    `<tbody>${body.join('')}</tbody></table>`,
  ].join('')
}

/** A value as text; flags as boxes that are ticked or not. */
function shown(row: JsonObject, name: string): string {
  const value = Object.hasOwn(row, name) ? row[name] : undefined
  if (typeof value === 'boolean') return `<input type="checkbox" ${value ? 'checked="checked"' : ''}/>`
  return String(value)
}

/** `full_name` as `Full Name`. */
function capitalized(name: string): string {
  return name
    .split('_')
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}
