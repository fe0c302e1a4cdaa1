import { listHooks } from '@millrace/api'
import { exportWorkflow } from '@millrace/workflow'
import { useQuery } from '@tanstack/react-query'
import { client } from '../api/client.ts'
import { CopyText } from '../parts/CopyText.tsx'
import { OpenLink, canBeOpened } from '../parts/OpenLink.tsx'
import { useDocument, useRun, useWorkbench } from '../workbench/workbench.ts'
import styles from './HookAddresses.module.css'

/** Where a trigger listens: its test address, and the one that is live after publishing. */
export function HookAddresses({ id }: { readonly id: string }) {
  const bench = useWorkbench()
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const hooks = useQuery({
    queryKey: ['hooks', bench.id, id, node?.parameters],
    queryFn: () =>
      client.call(listHooks, {
        params: { id: bench.id },
        body: { document: exportWorkflow(bench.document.getState().workflow, { for: 'millrace' }) },
      }),
    placeholderData: (before) => before,
  })
  const listening = useRun((state) => state.listening?.node === id)
  const listen = () => bench.run.getState().listen(bench.document.getState().workflow, id)
  const mine = hooks.data?.hooks.filter((hook) => hook.node === id) ?? []
  return mine.map((hook) => (
    <dl key={hook.productionUrl} className={styles.addresses}>
      <dt>Test address</dt>
      <dd>
        <b>{hook.methods.join(', ')}</b>
        <CopyText text={hook.testUrl} label="test address" />
        {!bench.readOnly && canBeOpened({ methods: hook.methods, url: hook.testUrl }) && (
          <OpenLink address={hook.testUrl} label="the test address" {...(listening ? {} : { before: listen })} />
        )}
      </dd>
      <dt>Live address</dt>
      <dd>
        <b>{hook.methods.join(', ')}</b>
        <CopyText text={hook.productionUrl} label="live address" />
      </dd>
    </dl>
  ))
}
