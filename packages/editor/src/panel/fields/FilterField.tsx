import { isJsonObject, type Json, type JsonObject, type Property } from '@millrace/sdk'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../../parts/Button.tsx'
import { Select } from '../../parts/Select.tsx'
import { type FieldPath, listOf, useForm } from '../form.ts'
import { LabelRow } from './Field.tsx'
import { type Operator, operatorOf, operatorTypes, operatorsOf } from '../../catalog/filter-operators.ts'
import { WrittenValue } from './WrittenValue.tsx'
import styles from './rows.module.css'

/** Conditions on items: where, and, or; each a value, a comparison, a value. */
export function FilterField({
  property,
  value,
  path,
}: {
  readonly property: Property
  readonly value: Json | undefined
  readonly path: FieldPath
}) {
  const host = useForm()
  const stored = isJsonObject(value) ? value : isJsonObject(property.default) ? property.default : {}
  const rows = listOf(stored['conditions']).map((row) => (isJsonObject(row) ? row : {}))
  const or = stored['combinator'] === 'or'
  const set = (part: JsonObject) => host.set(path, { options: defaultOptions, combinator: 'and', ...stored, ...part })
  const setRows = (next: readonly JsonObject[]) => set({ conditions: next })
  return (
    <div>
      <LabelRow property={property} />
      <div className={styles.rows}>
        {rows.map((row, index) => (
          <div key={typeof row['id'] === 'string' ? row['id'] : index} className={styles.condition}>
            {index === 0 ? (
              <span>Where</span>
            ) : index === 1 && !host.readOnly ? (
              <Select
                label="All or any"
                value={or ? 'or' : 'and'}
                choices={[
                  { value: 'and', label: 'and' },
                  { value: 'or', label: 'or' },
                ]}
                onChange={(combinator) => set({ combinator })}
              />
            ) : (
              <span>{or ? 'or' : 'and'}</span>
            )}
            <Condition row={row} onRow={(next) => setRows(rows.with(index, next))} />
            <IconButton
              label="Remove condition"
              size="sm"
              className={styles.remove}
              onClick={() => setRows(rows.toSpliced(index, 1))}
            >
              <X size={14} strokeWidth={1.75} />
            </IconButton>
          </div>
        ))}
        {!host.readOnly && (
          <div className={styles.foot}>
            <Button look="ghost" size="sm" onClick={() => setRows([...rows, newCondition()])}>
              <Plus size={14} strokeWidth={1.75} />
              Condition
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}

const defaultOptions = { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 }

function newCondition(): JsonObject {
  return { id: crypto.randomUUID(), leftValue: '', rightValue: '', operator: { type: 'string', operation: 'equals' } }
}

function Condition({ row, onRow }: { readonly row: JsonObject; readonly onRow: (row: JsonObject) => void }) {
  const host = useForm()
  const operator = operatorOf(row['operator'])
  const choose = (next: Operator) =>
    onRow({
      ...row,
      operator: { type: next.type, operation: next.operation, ...(next.single ? { singleValue: true } : {}) },
    })
  return (
    <div className={styles.parts}>
      <WrittenValue
        placeholder="value, or = for an expression"
        label="Value"
        value={row['leftValue']}
        onText={(leftValue) => onRow({ ...row, leftValue })}
      />
      <div className={styles.operator}>
        <Select
          label="Kind of value"
          value={operator.type}
          disabled={host.readOnly}
          choices={operatorTypes}
          onChange={(type) => {
            const [first] = operatorsOf(type)
            if (first) choose(operatorsOf(type).find(({ operation }) => operation === operator.operation) ?? first)
          }}
        />
        <Select
          label="Comparison"
          value={operator.operation}
          disabled={host.readOnly}
          choices={operatorsOf(operator.type).map(({ operation, label }) => ({ value: operation, label }))}
          onChange={(operation) => {
            const found = operatorsOf(operator.type).find((one) => one.operation === operation)
            if (found) choose(found)
          }}
        />
      </div>
      {!operator.single && (
        <WrittenValue
          placeholder="value, or = for an expression"
          label="Compared with"
          value={row['rightValue']}
          onText={(rightValue) => onRow({ ...row, rightValue })}
        />
      )}
    </div>
  )
}
