import type { Store } from '@millrace/store'

/** The project of a single-person instance, made when it is first needed: a server, or an import before its start. */
export async function personalProject(store: Pick<Store, 'projects'>): Promise<string> {
  const projects = await store.projects.all()
  const personal = projects.find((one) => one.kind === 'personal') ?? projects[0]
  if (personal) return personal.id
  return (await store.projects.create({ id: 'personal', name: 'Personal', kind: 'personal' })).id
}
