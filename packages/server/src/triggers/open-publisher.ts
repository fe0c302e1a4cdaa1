import type { Publisher, PublisherOptions } from './publisher.ts'

/** A publisher for other programs. What reads workflows is loaded here and not before: a starting server needs its port. */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { createPublisher } = await import('./publisher.ts')
  return createPublisher(options)
}
