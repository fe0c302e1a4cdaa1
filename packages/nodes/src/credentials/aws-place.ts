/** The region and the service that an address of AWS belongs to: https://docs.aws.amazon.com/general/latest/gr/rande.html */
import { type JsonObject, own } from '@millrace/sdk'
import type { AwsPlace } from './sign-by-aws.ts'
import { base, fieldsAsText } from './signing.ts'

const REGION = /^[a-z]{2}(-[a-z]+)+-\d+$/

/** Services that are signed for by another name than the one in their address. */
const signingNames: Readonly<Record<string, string>> = {
  'bedrock-agent': 'bedrock',
  'bedrock-agent-runtime': 'bedrock',
  'bedrock-runtime': 'bedrock',
  email: 'ses',
  'lambda-url': 'lambda',
  queue: 'sqs',
  's3-accelerate': 's3',
  's3-accesspoint': 's3',
  's3-fips': 's3',
}

/** Endpoints that a credential may name itself, and the services behind them. */
const endpoints: Readonly<Record<string, string>> = {
  bedrockEndpoint: 'bedrock',
  bedrockRuntimeEndpoint: 'bedrock',
  lambdaEndpoint: 'lambda',
  rekognitionEndpoint: 'rekognition',
  s3Endpoint: 's3',
  sesEndpoint: 'ses',
  snsEndpoint: 'sns',
  sqsEndpoint: 'sqs',
  ssmEndpoint: 'ssm',
}

/** Services with one address for all regions are signed for in the first; an API behind a name of its own in the credential's. */
export function placeOf({ hostname, origin }: URL, fields: JsonObject): AwsPlace {
  const field = fieldsAsText(fields)
  const own = field('region')
  const known = /^(.+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|api\.aws)$/.exec(hostname)?.[1]
  if (known === undefined) {
    const named = Object.entries(endpoints).find(([name]) => originOf(field(name), own) === origin)
    return { service: named?.[1] ?? 'execute-api', region: own }
  }
  const labels = known.split('.').filter((label) => label !== 'dualstack')
  const at = labels.findLastIndex((label) => REGION.test(label))
  const [last = '', ...before] = labels.toReversed()
  if (at === -1) return globalPlace(last, before)
  // `sqs.eu-west-1`, and `domain.eu-west-1.es` for some.
  const service = (at === labels.length - 1 ? labels[at - 1] : last) ?? own
  return { service: signingName(service), region: labels[at] ?? own }
}

function globalPlace(last: string, before: readonly string[]): AwsPlace {
  // The older form of S3's addresses: `s3-eu-west-1.amazonaws.com`.
  const [, region] = /^s3-(.+-\d+)$/.exec(last) ?? []
  if (region !== undefined && REGION.test(region)) return { service: 's3', region }
  return { service: signingName(last === '' ? (before[0] ?? '') : last), region: 'us-east-1' }
}

function signingName(service: string): string {
  return own(signingNames, service) ?? service
}

function originOf(endpoint: string, region: string): string | undefined {
  return URL.parse(base(endpoint).replaceAll('{region}', region))?.origin
}
